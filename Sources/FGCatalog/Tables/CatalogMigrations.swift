import FGDatabase

/// The tables of the catalog, step by step.
enum CatalogMigrations {
    static let all = [
        Migration(number: 1, name: "images", sql: images),
        Migration(number: 2, name: "templates", sql: templates),
        Migration(number: 3, name: "verdicts", sql: verdicts),
        Migration(number: 4, name: "lineage", sql: lineage),
        Migration(number: 5, name: "condemned", sql: condemned),
        Migration(number: 6, name: "suggestions", sql: suggestions),
        Migration(number: 7, name: "channels", sql: channels),
        Migration(number: 8, name: "evictions", sql: evictions),
    ]

    private static let images = """
        CREATE TABLE images (
            id INTEGER PRIMARY KEY,
            project TEXT NOT NULL,
            name TEXT NOT NULL,
            owner TEXT NOT NULL,
            created INTEGER NOT NULL,
            last_number INTEGER NOT NULL DEFAULT 0,
            UNIQUE (project, name)
        ) STRICT;
        CREATE INDEX images_by_name ON images (name);
        CREATE TABLE versions (
            id INTEGER PRIMARY KEY,
            image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
            number INTEGER NOT NULL,
            state TEXT NOT NULL,
            reason TEXT,
            creator TEXT NOT NULL,
            created INTEGER NOT NULL,
            format TEXT NOT NULL,
            size INTEGER NOT NULL,
            os TEXT,
            release TEXT,
            arch TEXT,
            kernel TEXT,
            template TEXT,
            template_digest TEXT,
            recipe TEXT,
            manifest TEXT NOT NULL,
            parent INTEGER REFERENCES versions ON DELETE SET NULL,
            is_latest INTEGER NOT NULL DEFAULT 1,
            used INTEGER,
            uses INTEGER NOT NULL DEFAULT 0,
            UNIQUE (image, number)
        ) STRICT;
        CREATE INDEX versions_by_recipe ON versions (recipe) WHERE recipe IS NOT NULL;
        CREATE INDEX versions_by_manifest ON versions (manifest);
        CREATE INDEX versions_latest ON versions (image) WHERE is_latest = 1;
        CREATE TABLE artifacts (
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            role TEXT NOT NULL,
            format TEXT NOT NULL,
            digest TEXT NOT NULL,
            size INTEGER NOT NULL,
            PRIMARY KEY (version, format)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX artifacts_by_digest ON artifacts (digest);
        CREATE TABLE channels (
            image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
            name TEXT NOT NULL,
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            PRIMARY KEY (image, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE tags (
            image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
            tag TEXT NOT NULL,
            PRIMARY KEY (image, tag)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE properties (
            image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (image, name)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE package_names (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE
        ) STRICT;
        CREATE TABLE packages (
            name INTEGER NOT NULL REFERENCES package_names,
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            arch TEXT NOT NULL,
            package_version TEXT NOT NULL,
            PRIMARY KEY (name, version, arch)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX packages_by_version ON packages (version);
        """

    private static let templates = """
        CREATE TABLE templates (
            name TEXT NOT NULL,
            revision INTEGER NOT NULL,
            digest TEXT NOT NULL,
            text TEXT NOT NULL,
            folder TEXT NOT NULL,
            summary TEXT NOT NULL,
            owner TEXT NOT NULL,
            project TEXT NOT NULL,
            loaded INTEGER NOT NULL,
            PRIMARY KEY (name, revision)
        ) STRICT, WITHOUT ROWID;
        """

    /// Templates of a version, its own first; and names whose numbers are never given again.
    private static let lineage = """
        CREATE TABLE lineage (
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            position INTEGER NOT NULL,
            template TEXT NOT NULL,
            PRIMARY KEY (version, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX lineage_by_template ON lineage (template);
        CREATE INDEX versions_by_template ON versions (template) WHERE template IS NOT NULL;
        CREATE TABLE retired_names (
            project TEXT NOT NULL,
            name TEXT NOT NULL,
            last_number INTEGER NOT NULL,
            PRIMARY KEY (project, name)
        ) STRICT, WITHOUT ROWID;
        """

    /// Blobs that nothing refers to, since when.
    private static let condemned = """
        CREATE TABLE condemned_blobs (
            digest TEXT PRIMARY KEY,
            since INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    /// Indexes that completion finds the values of a field by.
    ///
    /// Of expressions, so that no listing takes one: it walks the images in the order of their names, and the first
    /// rows of a condition that half of them fulfil come soonest so.
    private static let suggestions = """
        CREATE INDEX images_suggest_owner ON images (owner || '');
        CREATE INDEX versions_suggest_os ON versions (os || '');
        CREATE INDEX versions_suggest_release ON versions (release || '');
        CREATE INDEX versions_suggest_arch ON versions (arch || '');
        CREATE INDEX versions_suggest_kernel ON versions (kernel || '');
        CREATE INDEX versions_suggest_format ON versions (format || '');
        CREATE INDEX tags_suggest ON tags (tag || '');
        CREATE INDEX properties_suggest ON properties (name || '', value || '');
        """

    /// Channels with who moved them last, and when; nothing could make one before, so that no row is lost.
    private static let channels = """
        DROP TABLE channels;
        CREATE TABLE channels (
            image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
            name TEXT NOT NULL,
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            user TEXT NOT NULL,
            moved INTEGER NOT NULL,
            PRIMARY KEY (image, name)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX channels_by_version ON channels (version, name);
        CREATE INDEX channels_suggest ON channels (name || '');
        """

    /// When a version's bytes were freed, when a rebuild last gave the same bytes, and how long a rebuild takes.
    private static let evictions = """
        ALTER TABLE versions ADD COLUMN evicted INTEGER;
        ALTER TABLE versions ADD COLUMN rebuilt INTEGER;
        ALTER TABLE versions ADD COLUMN rebuild_milliseconds INTEGER;
        """

    private static let verdicts = """
        CREATE TABLE reports (
            id INTEGER PRIMARY KEY,
            version INTEGER NOT NULL REFERENCES versions ON DELETE CASCADE,
            scope TEXT NOT NULL,
            passed INTEGER NOT NULL,
            user TEXT NOT NULL,
            time INTEGER NOT NULL,
            tools TEXT NOT NULL
        ) STRICT;
        CREATE INDEX reports_by_version ON reports (version, id);
        CREATE TABLE verdicts (
            report INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
            position INTEGER NOT NULL,
            "check" TEXT NOT NULL,
            phase TEXT NOT NULL,
            severity TEXT NOT NULL,
            outcome TEXT NOT NULL,
            evidence TEXT NOT NULL,
            time INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            PRIMARY KEY (report, position)
        ) STRICT, WITHOUT ROWID;
        """
}
