package import FGLanguage

/// Every command there is; one that is not in this list does not exist.
package enum CommandRegistry {
    package static let all: [Command] =
        images + channels + templates + verification + deployments + operations + usage + sites + shell

    /// What the language is checked against.
    package static let table = CommandTable(all.map(\.signature))

    /// The command of a signature's name.
    package static func command(named name: String) -> Command? {
        byName[name]
    }

    private static let byName = Dictionary(all.map { ($0.signature.name, $0) }) { first, _ in first }

    private static let images: [Command] = [
        .imageList, .imageFind, .imageShow, .imageImport, .imageExport, .imageTag, .imageRename, .imageDelete,
        .imageHistory, .imageDiff, .imageSet, .imageRebuild, .imageEvict, .imageOutdated, .imageSBOM,
        .imageProvenance,
    ]

    private static let channels: [Command] = [.channelMove, .channelList, .channelRemove]

    private static let templates: [Command] = [
        .templateNew, .templateLoad, .templateImport, .templateExport, .templateEdit, .templateCheck,
        .templateList, .templateShow, .templateResolve,
        .templateDiff, .templateGraph, .templateDelete, .generate,
    ]

    private static let verification: [Command] = [.verify, .verificationShow, .checkList]

    private static let deployments: [Command] = [
        .rain, .deploymentList, .deploymentShow, .deploymentConsole, .deploymentStop, .deploymentSSH,
    ]

    private static let operations: [Command] = [
        .operationList, .operationShow, .operationCancel, .operationWait,
    ]

    private static let usage: [Command] = [.usage]

    private static let sites: [Command] = [
        .siteCheck, .siteCollect, .sitePin, .siteRebuild, .siteKey,
    ]

    private static let shell: [Command] = [
        .help, .helpTopics, .helpSearch, .helpSchema, .completion, .version, .useImage, .useProject,
        .useNothing, .whoami, .context,
        .set, .history,
        .historyRun,
        .historyDelete, .historyClear, .record, .recordStop, .echo, .source, .exit,
        .quit,
    ]
}
