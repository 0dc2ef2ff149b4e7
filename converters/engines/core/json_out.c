/* JSON text: what an attempt would give for an object, written without making it first. */

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

#define MOST_DIGITS 20 /* of an integer of 64 bits, with its sign */

/* Writes the digits of a number so that they end at a place; gives where they begin. */
static char *
put_digits_before(char *end, uint64_t number)
{
    do {
        *--end = (char)('0' + number % 10);
        number /= 10;
    } while (number != 0);
    return end;
}

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

#define FEW_DIGITS 15 /* a number of so many is read as one float, and that is written so */
#define MOST_ZEROS 3  /* behind the point, before the first digit */

static const double powers[] = {1,    1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8, 1e9,
                                1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18};

/* Tells whether a float has at most 15 digits, so many of them behind the point, and gives all of
   them: as what is read of them is that float, they are the shortest. */
static inline int
has_places(double size, int places, double *digits)
{
    *digits = nearbyint(size * powers[places]);
    return *digits < powers[FEW_DIGITS] && *digits / powers[places] == size;
}

/* Adds a float of at most 15 digits; 0 when it has more, or needs an exponent. */
static int
add_short_float(Text *text, double number)
{
    double size = fabs(number), shifted;
    if (size >= powers[FEW_DIGITS] || (size < 1e-3 && size != 0)) {
        return 0;
    }
    int places = 0;
    while (places < 4 && !has_places(size, places, &shifted)) {
        places++; /* most have a few */
    }
    int is_long = places == 4;
    if (is_long) {
        int before = 0;
        while (size >= powers[before]) {
            before++;
        }
        places = FEW_DIGITS - before;
        for (int zeros = 1; zeros <= MOST_ZEROS && size * powers[zeros] < 1; zeros++) {
            places++;
        }
        if (!has_places(size, places, &shifted)) {
            return 0;
        }
    }
    uint64_t digits = (uint64_t)shifted;
    for (; is_long && digits % 10 == 0; places--) {
        digits /= 10;
    }
    char room[MOST_DIGITS + 4], *end = room + sizeof(room), *begin = end;
    for (int i = 0; i < places; i++) {
        *--begin = (char)('0' + digits % 10);
        digits /= 10;
    }
    if (places == 0) {
        *--begin = '0';
    }
    *--begin = '.';
    begin = put_digits_before(begin, digits);
    if (signbit(number)) {
        *--begin = '-';
    }
    return add_bytes(text, begin, end - begin) < 0 ? -1 : 1;
}

static int
add_float(Text *text, PyObject *value)
{
    double number = PyFloat_AS_DOUBLE(value);
    if (!isfinite(number)) {
        return raise_not_plain();
    }
    int added = add_short_float(text, number);
    if (added != 0) {
        return added < 0 ? -1 : 0;
    }
    char *digits = PyOS_double_to_string(number, 'r', 0, Py_DTSF_ADD_DOT_0, NULL);
    if (digits == NULL) {
        return -1;
    }
    int failed = add_bytes(text, digits, (Py_ssize_t)strlen(digits)) < 0;
    PyMem_Free(digits);
    return failed ? -1 : 0;
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
