#pragma once
#include <spawn.h>

// Calls of glibc that its headers show only with _GNU_SOURCE, which Swift's view of glibc is made without.

extern int pipe2(int ends[_Nonnull 2], int flags);

extern int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *_Nonnull actions,
                                                const char *_Nonnull path);
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *_Nonnull actions, int from);

extern int renameat2(int from_folder, const char *_Nonnull from, int to_folder, const char *_Nonnull to,
                     unsigned int flags);

extern int fsetxattr(int file, const char *_Nonnull name, const void *_Nullable value, size_t size, int flags);

extern int fremovexattr(int file, const char *_Nonnull name);

extern int mount(const char *_Nullable source, const char *_Nonnull target, const char *_Nullable type,
                 unsigned long flags, const void *_Nullable options);

extern int umount2(const char *_Nonnull target, int flags);

extern int removexattr(const char *_Nonnull path, const char *_Nonnull name);

extern int setxattr(const char *_Nonnull path, const char *_Nonnull name, const void *_Nullable value, size_t size,
                    int flags);

extern ssize_t llistxattr(const char *_Nonnull path, char *_Nullable names, size_t size);

extern ssize_t lgetxattr(const char *_Nonnull path, const char *_Nonnull name, void *_Nullable value, size_t size);

// CRC-32C by the processor's own instruction, eight bytes at a time: Swift has no name for it.
#if defined(__x86_64__)
static inline int processor_has_crc32c(void) { return __builtin_cpu_supports("sse4.2") != 0; }

__attribute__((target("sse4.2"))) static inline unsigned int
processor_crc32c(unsigned int value, const void *_Nonnull bytes, size_t size) {
    const unsigned char *next = (const unsigned char *)bytes;
    unsigned long long wide = value;
    for (; size >= 8; size -= 8, next += 8) {
        unsigned long long word;
        __builtin_memcpy(&word, next, 8);
        wide = __builtin_ia32_crc32di(wide, word);
    }
    value = (unsigned int)wide;
    for (; size > 0; size -= 1, next += 1) value = __builtin_ia32_crc32qi(value, *next);
    return value;
}
#else
static inline int processor_has_crc32c(void) { return 0; }

static inline unsigned int processor_crc32c(unsigned int value, const void *_Nonnull bytes, size_t size) {
    (void)bytes;
    (void)size;
    return value;
}
#endif
