/* Dates, UUIDs and JSON values: exact, or left to Python. */

#include "core.h"
#include <math.h>

/* --- dates ------------------------------------------------------------------------------------- */

#define NO_DIGITS 10000 /* more than any part of a date, also of a year */

/* Reads two digits; NO_DIGITS when they are none. */
static unsigned
two_digits(const Py_UCS1 *text)
{
    unsigned tens = (unsigned)text[0] - '0', ones = (unsigned)text[1] - '0';
    return tens > 9 || ones > 9 ? NO_DIGITS : tens * 10 + ones;
}

static int
is_plain_ascii(PyObject *value)
{
    return PyUnicode_CheckExact(value) && PyUnicode_IS_READY(value)
        && PyUnicode_IS_COMPACT_ASCII(value);
}

/* Gives the zone of `Z` or `+01:30`; NULL without an exception when it is another text. */
static PyObject *
read_zone(State *state, const Py_UCS1 *text, Py_ssize_t length)
{
    if (length == 1 && text[0] == 'Z') {
        return Py_NewRef(state->dates->TimeZone_UTC);
    }
    if (length != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') {
        return NULL;
    }
    unsigned hours = two_digits(text + 1), minutes = two_digits(text + 4);
    if (hours > 23 || minutes > 59) {
        return NULL;
    }
    int seconds = (int)(hours * 3600 + minutes * 60);
    PyObject *offset = state->dates->Delta_FromDelta(
        0, text[0] == '-' ? -seconds : seconds, 0, 1, state->dates->DeltaType);
    if (offset == NULL) {
        return NULL;
    }
    PyObject *zone = state->dates->TimeZone_FromTimeZone(offset, NULL);
    Py_DECREF(offset);
    return zone;
}

PyObject *
read_date(State *state, PyObject *value)
{
    if (!is_plain_ascii(value)) {
        return NULL;
    }
    return date_of(state, PyUnicode_1BYTE_DATA(value), PyUnicode_GET_LENGTH(value));
}

PyObject *
date_of(State *state, const Py_UCS1 *text, Py_ssize_t length)
{
    if (length < 19 || text[4] != '-' || text[7] != '-' || (text[10] != ' ' && text[10] != 'T')
        || text[13] != ':' || text[16] != ':') {
        return NULL;
    }
    unsigned year = two_digits(text) * 100 + two_digits(text + 2);
    unsigned month = two_digits(text + 5), day = two_digits(text + 8);
    unsigned hour = two_digits(text + 11), minute = two_digits(text + 14);
    unsigned second = two_digits(text + 17);
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 || hour > 23
        || minute > 59 || second > 59) {
        return NULL;
    }
    unsigned micro = 0;
    Py_ssize_t end = 19;
    if (length > 19 && text[19] == '.') {
        end = 20;
        while (end < length && end < 27 && text[end] >= '0' && text[end] <= '9') {
            micro = micro * 10 + (text[end++] - '0');
        }
        if (end == 23) {
            micro *= 1000;
        }
        else if (end != 26) {
            return NULL;
        }
    }
    PyObject *zone = Py_None;
    if (end < length) {
        zone = read_zone(state, text + end, length - end);
        if (zone == NULL) {
            return NULL;
        }
    }
    PyObject *date = state->dates->DateTime_FromDateAndTime(
        (int)year, (int)month, (int)day, (int)hour, (int)minute, (int)second, (int)micro, zone,
        state->dates->DateTimeType);
    if (zone != Py_None) {
        Py_DECREF(zone);
    }
    if (date == NULL && PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyErr_Clear(); /* such as 31 February: let Python have its say */
    }
    return date;
}

static Py_UCS1 *
put_two(Py_UCS1 *place, int number)
{
    place[0] = (Py_UCS1)('0' + number / 10);
    place[1] = (Py_UCS1)('0' + number % 10);
    return place + 2;
}

/* Writes a date, and gives the number of characters; 0 for what only Python can write. */
int
put_date(State *state, PyObject *value, char separator, Py_UCS1 *begin)
{
    if (Py_TYPE(value) != state->dates->DateTimeType) {
        return 0;
    }
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(value);
    int is_utc = zone == state->dates->TimeZone_UTC;
    if (zone != Py_None && !is_utc) {
        return 0;
    }
    int micro = PyDateTime_DATE_GET_MICROSECOND(value);
    Py_UCS1 *place = begin;
    int year = PyDateTime_GET_YEAR(value);
    place = put_two(place, year / 100);
    place = put_two(place, year % 100);
    *place++ = '-';
    place = put_two(place, PyDateTime_GET_MONTH(value));
    *place++ = '-';
    place = put_two(place, PyDateTime_GET_DAY(value));
    *place++ = (Py_UCS1)separator;
    place = put_two(place, PyDateTime_DATE_GET_HOUR(value));
    *place++ = ':';
    place = put_two(place, PyDateTime_DATE_GET_MINUTE(value));
    *place++ = ':';
    place = put_two(place, PyDateTime_DATE_GET_SECOND(value));
    if (micro) {
        *place++ = '.';
        place = put_two(place, micro / 10000);
        place = put_two(place, micro / 100 % 100);
        place = put_two(place, micro % 100);
    }
    if (is_utc) {
        memcpy(place, "+00:00", 6);
        place += 6;
    }
    return (int)(place - begin);
}

PyObject *
write_date(State *state, PyObject *value, char separator)
{
    Py_UCS1 date[LONGEST_DATE];
    int size = put_date(state, value, separator, date);
    return size == 0 ? NULL : PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, date, size);
}

int
is_written_again(PyObject *value, char separator)
{
    const Py_UCS1 *text = PyUnicode_1BYTE_DATA(value);
    Py_ssize_t length = PyUnicode_GET_LENGTH(value);
    if (text[10] != (Py_UCS1)separator) {
        return 0;
    }
    /* A fraction of nothing but zeros is left out. */
    return length == 19 || (length == 26 && text[19] == '.' && memcmp(text + 20, "000000", 6) != 0);
}

/* --- UUIDs -------------------------------------------------------------------------------------- */

static int
is_hyphen_place(int index)
{
    return index == 8 || index == 13 || index == 18 || index == 23;
}

/* Copies the 32 digits of a UUID; 0 when it is written in any other way than 8-4-4-4-12. */
static int
uuid_digits(PyObject *value, char digits[33], int *has_upper_case)
{
    if (!is_plain_ascii(value) || PyUnicode_GET_LENGTH(value) != 36) {
        return 0;
    }
    const Py_UCS1 *text = PyUnicode_1BYTE_DATA(value);
    *has_upper_case = 0;
    for (int i = 0; i < 36; i++) {
        Py_UCS1 c = text[i];
        if (is_hyphen_place(i)) {
            if (c != '-') {
                return 0;
            }
        }
        else if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
            *digits++ = (char)c;
        }
        else if (c >= 'A' && c <= 'F') {
            *digits++ = (char)c;
            *has_upper_case = 1;
        }
        else {
            return 0;
        }
    }
    *digits = 0;
    return 1;
}

PyObject *
read_uuid(State *state, PyObject *value)
{
    char digits[33];
    int has_upper_case;
    if (!uuid_digits(value, digits, &has_upper_case)) {
        return NULL;
    }
    PyObject *number = PyLong_FromString(digits, NULL, 16);
    if (number == NULL) {
        return NULL;
    }
    PyObject *uuid = state->uuid_type->tp_alloc(state->uuid_type, 0);
    if (uuid == NULL) {
        Py_DECREF(number);
        return NULL;
    }
    SLOT(uuid, state->uuid_int) = number;
    SLOT(uuid, state->uuid_is_safe) = Py_NewRef(state->uuid_unknown);
    return uuid;
}

int
is_canonical_uuid(PyObject *value)
{
    char digits[33];
    int has_upper_case;
    return uuid_digits(value, digits, &has_upper_case) && !has_upper_case;
}

PyObject *
write_uuid(State *state, PyObject *value)
{
    if (Py_TYPE(value) != state->uuid_type) {
        return NULL;
    }
    PyObject *number = SLOT(value, state->uuid_int);
    if (number == NULL || !PyLong_CheckExact(number)) {
        return NULL;
    }
    PyObject *hex = PyNumber_ToBase(number, 16); /* 0x and the digits */
    if (hex == NULL) {
        return NULL;
    }
    PyObject *text = NULL;
    const Py_UCS1 *digits = PyUnicode_1BYTE_DATA(hex) + 2;
    Py_ssize_t count = PyUnicode_GET_LENGTH(hex) - 2;
    if (count <= 32 && PyUnicode_READ_CHAR(hex, 0) == '0') {
        text = PyUnicode_New(36, 127);
    }
    if (text != NULL) {
        Py_UCS1 *place = PyUnicode_1BYTE_DATA(text);
        Py_ssize_t next = 0;
        for (int i = 0; i < 36; i++) {
            if (is_hyphen_place(i)) {
                place[i] = '-';
                continue;
            }
            place[i] = next < 32 - count ? '0' : digits[next - (32 - count)];
            next++;
        }
    }
    Py_DECREF(hex);
    return text;
}

/* --- JSON --------------------------------------------------------------------------------------- */

int
is_json_scalar(PyObject *value)
{
    return value == Py_None || PyUnicode_CheckExact(value) || PyLong_CheckExact(value)
        || PyFloat_CheckExact(value) || PyBool_Check(value);
}

/* Tells whether a value is what JSON text says, at any depth: what msgspec writes for it, a JSON
   reader gives back. Nothing here runs Python code. */
int
is_json(PyObject *value, int depth)
{
    if (PyFloat_CheckExact(value)) {
        return isfinite(PyFloat_AS_DOUBLE(value)) != 0;
    }
    if (is_json_scalar(value)) {
        return 1;
    }
    if (depth <= 0) {
        return 0;
    }
    if (PyList_CheckExact(value)) {
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(value); i++) {
            if (!is_json(PyList_GET_ITEM(value, i), depth - 1)) {
                return 0;
            }
        }
        return 1;
    }
    if (PyDict_CheckExact(value)) {
        Py_ssize_t position = 0;
        PyObject *key, *item;
        while (PyDict_Next(value, &position, &key, &item)) {
            if (!PyUnicode_CheckExact(key) || !is_json(item, depth - 1)) {
                return 0;
            }
        }
        return 1;
    }
    return 0;
}

/* Copies lists and dicts; other values are given back. A new reference, or NULL with an exception
   when they nest deeper than so many levels. */
PyObject *
copy_json(PyObject *value, int levels)
{
    int is_list = PyList_CheckExact(value);
    if (!is_list && !PyDict_CheckExact(value)) {
        return Py_NewRef(value);
    }
    if (levels == 0) {
        raise_not_plain();
        return NULL;
    }
    /* Nobody else changes the copy, so it can be walked while copies are made. */
    PyObject *copy = is_list ? PyList_GetSlice(value, 0, PyList_GET_SIZE(value))
                             : PyDict_Copy(value);
    if (copy != NULL && is_list) {
        for (Py_ssize_t i = 0; i < PyList_GET_SIZE(copy); i++) {
            PyObject *inner = PyList_GET_ITEM(copy, i);
            if (PyList_CheckExact(inner) || PyDict_CheckExact(inner)) {
                Py_INCREF(inner);
                PyObject *made = copy_json(inner, levels - 1);
                Py_DECREF(inner);
                if (made == NULL || PyList_SetItem(copy, i, made) < 0) {
                    Py_CLEAR(copy);
                    break;
                }
            }
        }
    }
    else if (copy != NULL) {
        Py_ssize_t position = 0;
        PyObject *key, *inner;
        while (PyDict_Next(copy, &position, &key, &inner)) {
            if (PyList_CheckExact(inner) || PyDict_CheckExact(inner)) {
                if (!PyUnicode_CheckExact(key)) {
                    /* Storing under it may run Python code, or give it another place. */
                    Py_CLEAR(copy);
                    raise_not_plain();
                    break;
                }
                Py_INCREF(key);
                Py_INCREF(inner);
                PyObject *made = copy_json(inner, levels - 1);
                int failed = made == NULL || PyDict_SetItem(copy, key, made) < 0;
                Py_XDECREF(made);
                Py_DECREF(inner);
                Py_DECREF(key);
                if (failed) {
                    Py_CLEAR(copy);
                    break;
                }
            }
        }
    }
    return copy;
}
