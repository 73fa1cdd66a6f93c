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
