/* JSON text: what an attempt would give for an object, written without making it first. */

#include "floats.h"
#include "text.h"
#include <math.h>

#define FIRST_CAPACITY 1024

/* --- the bytes ---------------------------------------------------------------------------------- */

int
make_room(Text *text, Py_ssize_t size)
{
    Py_ssize_t capacity = text->capacity ? text->capacity : FIRST_CAPACITY;
    while (capacity - text->size < size) {
        if (capacity > PY_SSIZE_T_MAX / 2) {
            PyErr_NoMemory();
            return -1;
        }
        capacity *= 2;
    }
    int failed;
    if (text->bytes == NULL) {
        text->bytes = PyBytes_FromStringAndSize(NULL, capacity);
        failed = text->bytes == NULL;
    }
    else {
        failed = _PyBytes_Resize(&text->bytes, capacity) < 0;
    }
    text->capacity = failed ? 0 : capacity;
    return failed ? -1 : 0;
}

static inline int
add_byte(Text *text, char byte)
{
    return add_bytes(text, &byte, 1);
}

/* --- strings ------------------------------------------------------------------------------------ */

/* Tells whether one of eight bytes of ASCII has to be escaped. */
static inline int
needs_escape(const Py_UCS1 *bytes)
{
    const uint64_t ones = 0x0101010101010101u, tops = 0x8080808080808080u;
    uint64_t word, quotes, slashes;
    memcpy(&word, bytes, sizeof(word));
    quotes = word ^ (ones * '"');
    slashes = word ^ (ones * '\\');
    return (((word - ones * 0x20) | (quotes - ones) | (slashes - ones)) & tops) != 0;
}

static char *
put_escaped(char *place, Py_UCS4 c)
{
    static const char digits[] = "0123456789abcdef";
    static const char names[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    *place++ = '\\';
    for (const char *name = names; *name != 0; name += 2) {
        if ((Py_UCS4)(unsigned char)*name == c) {
            *place++ = name[1];
            return place;
        }
    }
    memcpy(place, "u00", 3);
    place[3] = digits[c >> 4];
    place[4] = digits[c & 15];
    return place + 5;
}

char *
put_utf8(char *place, Py_UCS4 c)
{
    if (c < 0x80) {
        *place++ = (char)c;
        return place;
    }
    if (c < 0x800) {
        *place++ = (char)(0xC0 | (c >> 6));
    }
    else {
        if (c < 0x10000) {
            *place++ = (char)(0xE0 | (c >> 12));
        }
        else {
            *place++ = (char)(0xF0 | (c >> 18));
            *place++ = (char)(0x80 | ((c >> 12) & 0x3F));
        }
        *place++ = (char)(0x80 | ((c >> 6) & 0x3F));
    }
    *place++ = (char)(0x80 | (c & 0x3F));
    return place;
}

#define LONGEST_CHARACTER 6 /* bytes: an escape, of \u and four digits */
#define CHARACTERS_AT_ONCE 4096

/* Adds the characters of a string from a place on, one by one. */
static int
add_characters(Text *text, PyObject *string, Py_ssize_t start)
{
    int kind = PyUnicode_KIND(string);
    const void *data = PyUnicode_DATA(string);
    Py_ssize_t length = PyUnicode_GET_LENGTH(string);
    while (start < length) {
        Py_ssize_t end = Py_MIN(length, start + CHARACTERS_AT_ONCE);
        char *begin = room_for(text, (end - start) * LONGEST_CHARACTER), *place = begin;
        if (begin == NULL) {
            return -1;
        }
        for (; start < end; start++) {
            Py_UCS4 c = PyUnicode_READ(kind, data, start);
            if (c < 0x20 || c == '"' || c == '\\') {
                place = put_escaped(place, c);
            }
            else if (c >= 0xD800 && c <= 0xDFFF) {
                return raise_not_plain();
            }
            else {
                place = put_utf8(place, c);
            }
        }
        text->size += place - begin;
    }
    return 0;
}

int
add_string(Text *text, PyObject *string)
{
    if (!PyUnicode_IS_READY(string)) {
        return raise_not_plain();
    }
    if (!PyUnicode_IS_ASCII(string)) {
        return add_byte(text, '"') < 0 || add_characters(text, string, 0) < 0 ? -1
                                                                             : add_byte(text, '"');
    }
    const Py_UCS1 *bytes = PyUnicode_1BYTE_DATA(string);
    Py_ssize_t length = PyUnicode_GET_LENGTH(string), done = 0;
    char *place = room_for(text, length + 2);
    if (place == NULL) {
        return -1;
    }
    *place++ = '"';
    while (length - done >= 8 && !needs_escape(bytes + done)) {
        memcpy(place + done, bytes + done, 8);
        done += 8;
    }
    while (done < length && bytes[done] >= 0x20 && bytes[done] != '"' && bytes[done] != '\\') {
        place[done] = (char)bytes[done];
        done++;
    }
    text->size += 1 + done;
    if (done < length && add_characters(text, string, done) < 0) {
        return -1;
    }
    return add_byte(text, '"');
}

/* --- numbers ------------------------------------------------------------------------------------ */

static int
add_int(Text *text, PyObject *value)
{
    int overflow;
    long long number = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow != 0) {
        if (PyLong_AsDouble(value) == -1 && PyErr_Occurred()) {
            return -1; /* more than 300 digits: Python code may write them */
        }
        PyObject *digits = PyObject_Str(value);
        int failed = digits == NULL
            || add_bytes(text, (const char *)PyUnicode_1BYTE_DATA(digits),
                         PyUnicode_GET_LENGTH(digits)) < 0;
        Py_XDECREF(digits);
        return failed ? -1 : 0;
    }
    char digits[MOST_DIGITS + 1], *end = digits + sizeof(digits);
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    char *begin = put_digits_before(end, size);
    if (number < 0) {
        *--begin = '-';
    }
    return add_bytes(text, begin, end - begin);
}

static int
add_float(Text *text, PyObject *value)
{
    double number = PyFloat_AS_DOUBLE(value);
    char *place = isfinite(number) ? room_for(text, FLOAT_ROOM) : NULL;
    if (place == NULL) {
        return isfinite(number) ? -1 : raise_not_plain();
    }
    text->size += put_float(place, number) - place;
    return 0;
}

/* --- JSON values -------------------------------------------------------------------------------- */

/* Adds a value that JSON text can say, of at most so many levels. Nothing here runs Python code, but
   for what an error does, after which nothing is looked at. */
static int
add_json(Text *text, PyObject *value, int levels)
{
    if (PyUnicode_CheckExact(value)) {
        return add_string(text, value);
    }
    if (value == Py_None) {
        return add_bytes(text, "null", 4);
    }
    if (PyLong_CheckExact(value)) {
        return add_int(text, value);
    }
    if (PyFloat_CheckExact(value)) {
        return add_float(text, value);
    }
    if (PyBool_Check(value)) {
        return value == Py_True ? add_bytes(text, "true", 4) : add_bytes(text, "false", 5);
    }
    if (levels == 0) {
        return raise_not_plain();
    }
    char between = '[';
    if (PyList_CheckExact(value)) {
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(value); i++) {
            if (add_byte(text, between) < 0
                || add_json(text, PyList_GET_ITEM(value, i), levels - 1) < 0) {
                return -1;
            }
            between = ',';
        }
        return between == '[' ? add_bytes(text, "[]", 2) : add_byte(text, ']');
    }
    if (!PyDict_CheckExact(value)) {
        return raise_not_plain();
    }
    between = '{';
    Py_ssize_t position = 0;
    PyObject *key, *item;
    while (PyDict_Next(value, &position, &key, &item)) {
        if (!PyUnicode_CheckExact(key)) {
            return raise_not_plain();
        }
        if (add_byte(text, between) < 0 || add_string(text, key) < 0 || add_byte(text, ':') < 0
            || add_json(text, item, levels - 1) < 0) {
            return -1;
        }
        between = ',';
    }
    return between == '{' ? add_bytes(text, "{}", 2) : add_byte(text, '}');
}

int
add_value(Text *text, PyObject *value)
{
    return add_json(text, value, MOST_LEVELS);
}

PyObject *
json_of(PyObject *value)
{
    Text text = {NULL, 0, 0};
    if (add_value(&text, value) < 0) {
        Py_CLEAR(text.bytes);
    }
    else {
        _PyBytes_Resize(&text.bytes, text.size);
    }
    return text.bytes;
}
