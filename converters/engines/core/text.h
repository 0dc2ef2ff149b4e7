/* JSON text that is read and written; see json_in.c and json_out.c. */

#ifndef ORM_ATTRS_TEXT_H
#define ORM_ATTRS_TEXT_H

#include "values.h"

/* Text that grows; all zero at first. What fails leaves it as it is, to be thrown away. */
typedef struct {
    PyObject *bytes; /* longer than the text; NULL at first */
    Py_ssize_t size, capacity;
} Text;

/* These give -1 with an exception, also for what the text cannot say as it is. */
int make_room(Text *text, Py_ssize_t size);
int add_value(Text *text, PyObject *value);
int add_string(Text *text, PyObject *string);

/* Gives where so many bytes may be written; NULL with an exception. */
static inline char *
room_for(Text *text, Py_ssize_t size)
{
    if (text->capacity - text->size < size && make_room(text, size) < 0) {
        return NULL;
    }
    return PyBytes_AS_STRING(text->bytes) + text->size;
}

static inline int
add_bytes(Text *text, const char *bytes, Py_ssize_t size)
{
    char *place = room_for(text, size);
    if (place == NULL) {
        return -1;
    }
    memcpy(place, bytes, (size_t)size);
    text->size += size;
    return 0;
}

char *put_utf8(char *place, Py_UCS4 c);

PyObject *json_of(PyObject *value); /* in bytes */

/* Text that is read. A zero or the end of a line stands behind it, so that the next byte may always be
   looked at. */
typedef struct {
    State *state;
    const unsigned char *at, *end;
} Source;

static inline void
skip_space(Source *source)
{
    /* Behind the end of a line there is more. */
    while (*source->at <= ' '
           && (*source->at == ' ' || *source->at == '\n' || *source->at == '\r'
               || *source->at == '\t')
           && source->at < source->end) {
        source->at++;
    }
}

/* Tells whether a sign comes next, after spaces. */
static inline int
begins_with(Source *source, unsigned char sign)
{
    skip_space(source);
    return *source->at == sign;
}

/* Tells whether a sign comes next, after spaces, and goes past it. */
static inline int
skip_sign(Source *source, unsigned char sign)
{
    if (!begins_with(source, sign)) {
        return 0;
    }
    source->at++;
    return 1;
}

/* Goes past `null`; 0 when something else comes next. */
static inline int
skip_null(Source *source)
{
    if (source->end - source->at < 4 || memcmp(source->at, "null", 4) != 0) {
        return 0;
    }
    source->at += 4;
    return 1;
}

/* Goes past the sign behind an item: 1 for a comma, 0 for the closing sign, -1 with an exception. */
static inline int
goes_on(Source *source, unsigned char closing)
{
    if (skip_sign(source, ',')) {
        return 1;
    }
    return skip_sign(source, closing) ? 0 : raise_not_plain();
}

/* A string of the text, without its quotes. */
typedef struct {
    const unsigned char *begin;
    Py_ssize_t size;
    int is_ascii, has_escapes;
} Span;

/* Strings of one place that were read before, as the next one is likely to be one of these. */
typedef struct {
    uint32_t size;      /* a power of two, or 0 at first */
    PyObject **strings; /* NULL where there is none */
    int misses;         /* more than hits */
    int pause;          /* so many strings are not looked up */
} Repeats;

void repeats_free(Repeats *repeats);
int repeats_owned(Repeats *repeats, Each each, void *context);

/* These give NULL, 0 or -1 with an exception for what is no JSON, or not plain. */
int scan_string(Source *source, Span *span);
PyObject *string_of(const Span *span);
PyObject *shared_string_of(Source *source, const Span *span);
PyObject *repeated_string_of(Repeats *repeats, const Span *span);
PyObject *parse_value(Source *source, int levels);
PyObject *parse_number(Source *source);
int skip_value(Source *source);

#endif
