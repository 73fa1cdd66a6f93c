#pragma once
#include <histedit.h>
#include <locale.h>
#include <stdio.h>
#include <wchar.h>

// libedit's calls are variadic, which Swift does not import; each use has a wrapper of its own.

typedef char *_Nullable (*cedit_prompt_function)(EditLine *_Nullable editor);
typedef unsigned char (*cedit_key_function)(EditLine *_Nullable editor, int character);

static inline EditLine *_Nullable cedit_init(const char *_Nonnull program) {
    // Its complaints are about terminals that it takes for plain ones, which does no harm.
    FILE *complaints = fopen("/dev/null", "we");
    return el_init(program, stdin, stdout, complaints ? complaints : stderr);
}

static inline int cedit_set_flag(EditLine *_Nonnull editor, int operation, int value) {
    return el_set(editor, operation, value);
}

static inline int cedit_set_text(EditLine *_Nonnull editor, int operation, const char *_Nonnull value) {
    return el_set(editor, operation, value);
}

static inline int cedit_set_data(EditLine *_Nonnull editor, void *_Nullable data) {
    return el_set(editor, EL_CLIENTDATA, data);
}

static inline void *_Nullable cedit_get_data(EditLine *_Nonnull editor) {
    void *data = NULL;
    el_get(editor, EL_CLIENTDATA, &data);
    return data;
}

// What stands between two `literal` characters takes no columns.
static inline int cedit_set_prompt(EditLine *_Nonnull editor, cedit_prompt_function _Nonnull function,
                                   char literal) {
    return el_set(editor, EL_PROMPT_ESC, function, literal);
}

// The callback stores a wide character, which is larger than a char.
typedef int (*cedit_read_function)(EditLine *_Nullable editor, wchar_t *_Nullable character);

static inline int cedit_set_reader(EditLine *_Nonnull editor, cedit_read_function _Nonnull function) {
    return el_set(editor, EL_GETCFN, function);
}

static inline int cedit_refresh(EditLine *_Nonnull editor) {
    return el_set(editor, EL_REFRESH);
}

static inline int cedit_add_function(EditLine *_Nonnull editor, const char *_Nonnull name,
                                     const char *_Nonnull help, cedit_key_function _Nonnull function) {
    return el_set(editor, EL_ADDFN, name, help, function);
}

static inline int cedit_bind(EditLine *_Nonnull editor, const char *_Nonnull key, const char *_Nonnull function) {
    return el_set(editor, EL_BIND, key, function, NULL);
}

static inline int cedit_set_terminal(EditLine *_Nonnull editor, const char *_Nonnull mode,
                                     const char *_Nonnull flag) {
    return el_set(editor, EL_SETTY, mode, flag, NULL);
}

static inline int cedit_set_history(EditLine *_Nonnull editor, History *_Nonnull lines) {
    return el_set(editor, EL_HIST, history, lines);
}

static inline int cedit_history_number(History *_Nonnull lines, int operation, int value) {
    HistEvent event;
    return history(lines, &event, operation, value);
}

static inline int cedit_history_clear(History *_Nonnull lines) {
    HistEvent event;
    return history(lines, &event, H_CLEAR);
}

static inline int cedit_history_text(History *_Nonnull lines, int operation, const char *_Nonnull value) {
    HistEvent event;
    return history(lines, &event, operation, value);
}

// Shown by glibc's header only with _XOPEN_SOURCE, which Swift's view of glibc is made without.
extern int wcwidth(wchar_t character);
