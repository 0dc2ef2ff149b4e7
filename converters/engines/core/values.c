/* Dates, UUIDs and JSON values: exact, or left to Python. */

#include "values.h"
#include <math.h>

/* --- dates ------------------------------------------------------------------------------------- */

#define NO_DIGITS 10000 /* more than any part of a date, also of a year */

/* Reads two digits; NO_DIGITS when they are none. */
static inline unsigned
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

/* Gives the zone of a sign, and hours and minutes; NULL without an exception when it is none. */
static PyObject *
zone_of(State *state, Py_UCS1 sign, unsigned hours, unsigned minutes)
{
    if ((sign != '+' && sign != '-') || hours > 23 || minutes > 59) {
        return NULL;
    }
    int seconds = (int)(hours * 3600 + minutes * 60);
    PyObject *offset = state->dates->Delta_FromDelta(
        0, sign == '-' ? -seconds : seconds, 0, 1, state->dates->DeltaType);
    if (offset == NULL) {
        return NULL;
    }
    PyObject *zone = state->dates->TimeZone_FromTimeZone(offset, NULL);
    Py_DECREF(offset);
    return zone;
}

/* Gives the zone of `Z` or `+01:30`; NULL without an exception when it is another text. */
static PyObject *
read_zone(State *state, const Py_UCS1 *text, Py_ssize_t length)
{
    if (length == 1 && text[0] == 'Z') {
        return Py_NewRef(state->dates->TimeZone_UTC);
    }
    if (length != 6 || text[3] != ':') {
        return NULL;
    }
    return zone_of(state, text[0], two_digits(text + 1), two_digits(text + 4));
}

typedef struct {
    unsigned year, month, day, hour, minute, second, micro;
} Moment;

/* Gives the date of a moment in a zone, or in none, which is None; NULL without an exception when
   there is no such date, such as 31 February: then Python has its say. */
static inline PyObject *
date_at(State *state, const Moment *at, PyObject *zone)
{
    if (at->year < 1 || at->year > 9999 || at->month < 1 || at->month > 12 || at->day < 1
        || at->day > 31 || at->hour > 23 || at->minute > 59 || at->second > 59) {
        return NULL;
    }
    PyObject *date = state->dates->DateTime_FromDateAndTime(
        (int)at->year, (int)at->month, (int)at->day, (int)at->hour, (int)at->minute,
        (int)at->second, (int)at->micro, zone, state->dates->DateTimeType);
    if (date == NULL && PyErr_ExceptionMatches(PyExc_ValueError)) {
        PyErr_Clear();
    }
    return date;
}

/* The same in a zone that is taken over, and may be NULL. */
static inline PyObject *
date_in(State *state, const Moment *at, PyObject *zone)
{
    PyObject *date = zone == NULL ? NULL : date_at(state, at, zone);
    Py_XDECREF(zone);
    return date;
}

/* Tells which of some names of three letters a text begins with, from 0 on; -1 for none. */
static int
name_at(const Py_UCS1 *text, const char *names)
{
    for (int i = 0; names[3 * i] != 0; i++) {
        if (memcmp(text, names + 3 * i, 3) == 0) {
            return i;
        }
    }
    return -1;
}

static const char days[] = "MonTueWedThuFriSatSun";
static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

#define RFC_LENGTH 25 /* without the zone */

/* Reads a date as RFC 1123 has it, `Thu, 09 Feb 2023 14:12:03 GMT`; the zone may also be `UTC`, an
   offset such as `+0130`, or missing. NULL without an exception for another form. */
OUT_OF_LINE static PyObject *
named_date_of(State *state, const Py_UCS1 *text, Py_ssize_t length)
{
    if (length < RFC_LENGTH || text[4] != ' ' || text[7] != ' ' || text[11] != ' '
        || text[16] != ' ' || text[19] != ':' || text[22] != ':'
        || (length > RFC_LENGTH && text[25] != ' ')) {
        return NULL;
    }
    /* dateutil takes `0099` for 1999. */
    if (name_at(text, days) < 0 || memcmp(text + 12, "00", 2) == 0) {
        return NULL;
    }
    Moment at = {
        .year = two_digits(text + 12) * 100 + two_digits(text + 14),
        .month = 1 + (unsigned)name_at(text + 8, months),
        .day = two_digits(text + 5),
        .hour = two_digits(text + 17),
        .minute = two_digits(text + 20),
        .second = two_digits(text + 23),
    };
    PyObject *zone = NULL;
    if (length <= RFC_LENGTH + 1) {
        zone = Py_NewRef(Py_None);
    }
    else if (length == 31) {
        zone = zone_of(state, text[26], two_digits(text + 27), two_digits(text + 29));
    }
    else if (length == 29
             && (memcmp(text + 26, "GMT", 3) == 0 || memcmp(text + 26, "UTC", 3) == 0)) {
        zone = Py_NewRef(state->dates->TimeZone_UTC);
    }
    return date_in(state, &at, zone);
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
        return length > 19 && text[3] == ',' ? named_date_of(state, text, length) : NULL;
    }
    Moment at = {
        .year = two_digits(text) * 100 + two_digits(text + 2),
        .month = two_digits(text + 5),
        .day = two_digits(text + 8),
        .hour = two_digits(text + 11),
        .minute = two_digits(text + 14),
        .second = two_digits(text + 17),
    };
    Py_ssize_t end = 19;
    if (length > 19 && text[19] == '.') {
        end = 20;
        while (end < length && end < 27 && text[end] >= '0' && text[end] <= '9') {
            at.micro = at.micro * 10 + (text[end++] - '0');
        }
        if (end == 23) {
            at.micro *= 1000;
        }
        else if (end != 26) {
            return NULL;
        }
    }
    if (end == length) {
        return date_at(state, &at, Py_None);
    }
    return date_in(state, &at, read_zone(state, text + end, length - end));
}

static Py_UCS1 *
put_two(Py_UCS1 *place, int number)
{
    place[0] = (Py_UCS1)('0' + number / 10);
    place[1] = (Py_UCS1)('0' + number % 10);
    return place + 2;
}

static Py_UCS1 *
put_year(Py_UCS1 *place, PyObject *date)
{
    place = put_two(place, PyDateTime_GET_YEAR(date) / 100);
    return put_two(place, PyDateTime_GET_YEAR(date) % 100);
}

static Py_UCS1 *
put_time(Py_UCS1 *place, PyObject *date)
{
    place = put_two(place, PyDateTime_DATE_GET_HOUR(date));
    *place++ = ':';
    place = put_two(place, PyDateTime_DATE_GET_MINUTE(date));
    *place++ = ':';
    return put_two(place, PyDateTime_DATE_GET_SECOND(date));
}

/* Gives the number of the day in its week, from Monday on. */
static int
weekday_of(PyObject *date)
{
    static const int offsets[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int month = PyDateTime_GET_MONTH(date);
    int year = PyDateTime_GET_YEAR(date) - (month < 3);
    return (year + year / 4 - year / 100 + year / 400 + offsets[month - 1]
            + PyDateTime_GET_DAY(date) + 6) % 7;
}

/* Writes `Thu, 09 Feb 2023 14:12:03`, and what stands behind it. */
static int
put_named_date(PyObject *date, const char *ending, Py_UCS1 *place)
{
    memcpy(place, days + 3 * weekday_of(date), 3);
    memcpy(place + 3, ", ", 2);
    put_two(place + 5, PyDateTime_GET_DAY(date));
    place[7] = ' ';
    memcpy(place + 8, months + 3 * (PyDateTime_GET_MONTH(date) - 1), 3);
    place[11] = ' ';
    put_year(place + 12, date);
    place[16] = ' ';
    put_time(place + 17, date);
    size_t size = strlen(ending);
    memcpy(place + RFC_LENGTH, ending, size);
    return RFC_LENGTH + (int)size;
}

#define LEAST_NAMED_YEAR 100 /* see `converters.wire.dates` */

/* Writes a date, and gives the number of characters; 0 for what only Python can write, and for a date
   that has no such spelling. */
int
put_date(State *state, PyObject *value, Form form, Py_UCS1 *begin)
{
    static const char *const endings[] = {" UTC", NULL, NULL, NULL, " GMT", "", " ", NULL, " UTC"};
    if (Py_TYPE(value) != state->dates->DateTimeType || form == FLOAT_FORM) {
        return 0;
    }
    PyObject *zone = PyDateTime_DATE_GET_TZINFO(value);
    int is_utc = zone == state->dates->TimeZone_UTC;
    if (zone != Py_None && !is_utc) {
        return 0;
    }
    int micro = PyDateTime_DATE_GET_MICROSECOND(value);
    int has_name = !micro && PyDateTime_GET_YEAR(value) >= LEAST_NAMED_YEAR;
    if (form == LABEL_FORM && !(is_utc && has_name)) {
        form = is_utc ? ISO_FORM : SQL_FORM;
    }
    if (endings[form] != NULL) {
        int needs_utc = form == LABEL_FORM || form == GMT_FORM || form == UTC_FORM;
        return has_name && needs_utc == is_utc ? put_named_date(value, endings[form], begin) : 0;
    }
    if (form == ISO_Z_FORM && !is_utc) {
        return 0;
    }
    Py_UCS1 *place = put_year(begin, value);
    *place++ = '-';
    place = put_two(place, PyDateTime_GET_MONTH(value));
    *place++ = '-';
    place = put_two(place, PyDateTime_GET_DAY(value));
    *place++ = form == SQL_FORM ? ' ' : 'T';
    place = put_time(place, value);
    if (micro) {
        *place++ = '.';
        place = put_two(place, micro / 10000);
        place = put_two(place, micro / 100 % 100);
        place = put_two(place, micro % 100);
    }
    if (form == ISO_Z_FORM) {
        *place++ = 'Z';
    }
    else if (is_utc) {
        memcpy(place, "+00:00", 6);
        place += 6;
    }
    return (int)(place - begin);
}

PyObject *
as_float(PyObject *number)
{
    int overflow = 0;
    long long whole = PyLong_CheckExact(number) ? PyLong_AsLongLongAndOverflow(number, &overflow)
                                                : LLONG_MAX;
    if (overflow || whole > LARGEST_EXACT_FLOAT || whole < -LARGEST_EXACT_FLOAT) {
        return NULL;
    }
    return PyFloat_FromDouble((double)whole);
}

PyObject *
write_date(State *state, PyObject *value, Form form)
{
    Py_UCS1 date[LONGEST_DATE];
    int size = put_date(state, value, form, date);
    return size == 0 ? NULL : PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, date, size);
}

int
is_written_again(const Py_UCS1 *text, Py_ssize_t length, Form form)
{
    if (text[10] != (form == SQL_FORM ? ' ' : 'T') || text[4] != '-') {
        return 0;
    }
    if (length > 19 && memcmp(text + length - 6, "+00:00", 6) == 0) {
        length -= 6;
    }
    /* A fraction of nothing but zeros is left out. */
    return length == 19 || (length == 26 && text[19] == '.' && memcmp(text + 20, "000000", 6) != 0);
}

/* Tells whether a text is how a date is written in a form. */
static int
is_in_form(State *state, const Py_UCS1 *text, Py_ssize_t length, PyObject *date, Form form)
{
    Py_UCS1 written[LONGEST_DATE];
    return put_date(state, date, form, written) == length
        && memcmp(written, text, (size_t)length) == 0;
}

int
spelling_of(State *state, const Py_UCS1 *text, Py_ssize_t length, PyObject *date, Form written)
{
    Form form;
    if (text[3] == ',') {
        form = length == RFC_LENGTH ? BARE_FORM : length == RFC_LENGTH + 1 ? BLANK_FORM
            : text[26] == 'G' ? GMT_FORM : written == LABEL_FORM ? LABEL_FORM : UTC_FORM;
    }
    else if (is_in_form(state, text, length, date, written)) {
        return LABEL_FORM;
    }
    else {
        form = text[10] == ' ' ? SQL_FORM : text[length - 1] == 'Z' ? ISO_Z_FORM : ISO_FORM;
    }
    return is_in_form(state, text, length, date, form) ? (int)form : -1;
}

/* --- UUIDs -------------------------------------------------------------------------------------- */

#define UUID_LENGTH 36

static int
is_hyphen_place(int index)
{
    return index == 8 || index == 13 || index == 18 || index == 23;
}

/* Gives the number that a digit stands for, and 16 more in upper case; -1 for no digit. */
static inline int
hex_digit(Py_UCS1 c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 + 16 : -1;
}

/* Reads the 16 bytes of a UUID; 0 when it is written in any other way than 8-4-4-4-12. */
static int
uuid_bytes(const Py_UCS1 *text, Py_ssize_t length, unsigned char bytes[16], int *has_upper_case)
{
    if (length != UUID_LENGTH) {
        return 0;
    }
    int seen = 0;
    for (int i = 0; i < UUID_LENGTH; i += 2) {
        if (is_hyphen_place(i) && text[i++] != '-') {
            return 0;
        }
        int high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
        if (high < 0 || low < 0) {
            return 0;
        }
        seen |= high | low;
        *bytes++ = (unsigned char)((high & 15) << 4 | (low & 15));
    }
    *has_upper_case = seen >> 4 & 1;
    return 1;
}

PyObject *
uuid_of(State *state, const Py_UCS1 *text, Py_ssize_t length, int *is_canonical)
{
    unsigned char bytes[16];
    int has_upper_case;
    if (!uuid_bytes(text, length, bytes, &has_upper_case)) {
        return NULL;
    }
#if PY_VERSION_HEX >= 0x030D0000
    const int flags = Py_ASNATIVEBYTES_BIG_ENDIAN;
    PyObject *number = PyLong_FromUnsignedNativeBytes(bytes, sizeof(bytes), flags);
#else
    PyObject *number = _PyLong_FromByteArray(bytes, sizeof(bytes), 0, 0);
#endif
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
    if (is_canonical != NULL) {
        *is_canonical = !has_upper_case;
    }
    return uuid;
}

PyObject *
read_uuid(State *state, PyObject *value, int *is_canonical)
{
    if (!is_plain_ascii(value)) {
        return NULL;
    }
    return uuid_of(state, PyUnicode_1BYTE_DATA(value), PyUnicode_GET_LENGTH(value), is_canonical);
}

/* Gives the bytes of an integer of 128 bits; 0 when it is another. */
static int
integer_bytes(PyObject *number, unsigned char bytes[16])
{
#if PY_VERSION_HEX >= 0x030D0000
    const int flags = Py_ASNATIVEBYTES_BIG_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER
        | Py_ASNATIVEBYTES_REJECT_NEGATIVE;
    Py_ssize_t size = PyLong_AsNativeBytes(number, bytes, 16, flags);
    if (size >= 0) {
        return size <= 16;
    }
#else
    if (_PyLong_AsByteArray((PyLongObject *)number, bytes, 16, 0, 0) == 0) {
        return 1;
    }
#endif
    PyErr_Clear();
    return 0;
}

/* Writes a UUID, and gives the number of characters; 0 for what only Python can write. */
int
put_uuid(State *state, PyObject *value, Py_UCS1 *place)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[16];
    if (Py_TYPE(value) != state->uuid_type) {
        return 0;
    }
    PyObject *number = SLOT(value, state->uuid_int);
    if (number == NULL || !PyLong_CheckExact(number) || !integer_bytes(number, bytes)) {
        return 0;
    }
    const unsigned char *next = bytes;
    for (int i = 0; i < UUID_LENGTH; i += 2) {
        if (is_hyphen_place(i)) {
            place[i++] = '-';
        }
        place[i] = (Py_UCS1)digits[*next >> 4];
        place[i + 1] = (Py_UCS1)digits[*next++ & 15];
    }
    return UUID_LENGTH;
}

PyObject *
write_uuid(State *state, PyObject *value)
{
    Py_UCS1 text[UUID_LENGTH];
    if (put_uuid(state, value, text) == 0) {
        return NULL;
    }
    return PyUnicode_FromKindAndData(PyUnicode_1BYTE_KIND, text, UUID_LENGTH);
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

/* --- indexes --------------------------------------------------------------------------------------- */

int64_t
index_of_key(PyObject *key)
{
    if (!PyUnicode_CheckExact(key) || !PyUnicode_IS_READY(key)
        || !PyUnicode_IS_COMPACT_ASCII(key)) {
        return -1;
    }
    return index_of_text(PyUnicode_1BYTE_DATA(key), PyUnicode_GET_LENGTH(key));
}

PyObject *
index_name(State *state, Py_ssize_t index)
{
    if (index >= SHARED_INDEXES) {
        return PyUnicode_FromFormat("%zd", index);
    }
    PyObject **place = &state->indexes[index];
    if (*place == NULL) {
        *place = PyUnicode_FromFormat("%zd", index);
    }
    return Py_XNewRef(*place);
}
