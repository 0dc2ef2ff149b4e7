/* Values without attempts: dates, UUIDs, JSON, and how something is looked up. */

#ifndef ORM_ATTRS_VALUES_H
#define ORM_ATTRS_VALUES_H

#include "core.h"

#define LARGEST_EXACT_FLOAT 9007199254740992 /* see `converters.wire.codecs` */

/* These give a new reference, NULL with an exception, or NULL without one when the value is not of
   the shape that they know. */
PyObject *read_date(State *state, PyObject *text);
PyObject *date_of(State *state, const unsigned char *text, Py_ssize_t length);

/* How dates are written, and whole numbers. Those behind the first are spellings that an object may
   hold: see `converters.wire.spellings`, which has their numbers. */
typedef enum {
    LABEL_FORM, /* as the date is: one of SQL_FORM, ISO_FORM and `Thu, 09 Feb 2023 14:12:03 UTC` */
    SQL_FORM,
    ISO_FORM,
    ISO_Z_FORM,
    GMT_FORM,
    BARE_FORM,  /* `Thu, 09 Feb 2023 14:12:03` */
    BLANK_FORM, /* the same, with a blank behind it */
    FLOAT_FORM, /* a whole number as a float, `2.0` */
    UTC_FORM,   /* `Thu, 09 Feb 2023 14:12:03 UTC` */
} Form;

/* Gives a whole number as a float, owned; NULL without an exception where that would be another one. */
PyObject *as_float(PyObject *number);

PyObject *write_date(State *state, PyObject *value, Form form);
#define LONGEST_DATE 32 /* characters, with microseconds and the offset of UTC */
int put_date(State *state, PyObject *value, Form form, Py_UCS1 *place); /* their number */
/* Whether it is written as Python writes it is told, unless nobody asks: then the place is NULL. */
PyObject *read_uuid(State *state, PyObject *text, int *is_canonical);
PyObject *uuid_of(State *state, const unsigned char *text, Py_ssize_t length, int *is_canonical);
PyObject *write_uuid(State *state, PyObject *value);
#define LONGEST_SHORT 36 /* characters of a UUID, which are more than those of a date */
int put_uuid(State *state, PyObject *value, Py_UCS1 *place); /* their number */

/* Tells whether `write_date` gives a text again that `date_of` reads. */
int is_written_again(const unsigned char *text, Py_ssize_t length, Form form);

/* Gives the spelling in which a text says a date, LABEL_FORM where it is written so anyway; -1 for
   another one. */
int spelling_of(State *state, const unsigned char *text, Py_ssize_t length, PyObject *date,
                Form written);

int is_json_scalar(PyObject *value);
int is_json(PyObject *value, int depth);
#define MOST_LEVELS 200 /* of a JSON value; see `converters.unknown.held` */
PyObject *copy_json(PyObject *value, int levels);

/* --- look-ups ------------------------------------------------------------------------------------ */

/* Enum member to what is written for it, found by the member's address. */
typedef struct {
    size_t mask;
    PyObject **members; /* NULL where there is none */
    PyObject **written;
} MemberMap;

int member_map_init(MemberMap *map, PyObject *pairs);
PyObject *member_map_get(const MemberMap *map, PyObject *member); /* borrowed, NULL if absent */
int member_map_owned(MemberMap *map, Each each, void *context);
void member_map_free(MemberMap *map);

/* Text of ASCII to any value, found by its bytes. */
typedef struct {
    size_t mask;
    PyObject **texts; /* NULL where there is none */
    PyObject **values;
} TextMap;

/* Makes a map of those entries of a dict whose keys are text of ASCII; NULL with an exception. The
   other functions take NULL for one without entries. */
TextMap *new_text_map(PyObject *dict);
PyObject *text_map_get(const TextMap *map, const unsigned char *text, Py_ssize_t size); /* likewise */
int text_map_owned(TextMap *map, Each each, void *context);
void text_map_free(TextMap *map);

static inline uint64_t
word_at(const unsigned char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof(word));
    return word;
}

/* Gives a number for a short text, of its ends: texts that differ in the middle alone share one. */
static inline uint32_t
hash_of(const unsigned char *text, Py_ssize_t size)
{
    uint64_t ends = 0;
    if (size >= 8) {
        ends = word_at(text) * 31 + word_at(text + size - 8);
    }
    else if (size >= 4) {
        uint32_t first, last;
        memcpy(&first, text, sizeof(first));
        memcpy(&last, text + size - 4, sizeof(last));
        ends = (uint64_t)first << 32 | last;
    }
    else if (size > 0) {
        ends = (uint64_t)text[0] << 16 | (uint64_t)text[size / 2] << 8 | text[size - 1];
    }
    return (uint32_t)((ends + (uint64_t)size) * 0x9E3779B97F4A7C15u >> 32);
}

/* Compares a few bytes, which takes less time than a call. */
static inline int
are_same(const unsigned char *one, const unsigned char *other, size_t size)
{
    if (size < 8) {
        for (size_t i = 0; i < size; i++) {
            if (one[i] != other[i]) {
                return 0;
            }
        }
        return 1;
    }
    /* The last word may overlap with the one before. */
    for (size_t i = 0; i < size - 8; i += 8) {
        if (word_at(one + i) != word_at(other + i)) {
            return 0;
        }
    }
    return word_at(one + size - 8) == word_at(other + size - 8);
}

/* --- indexes --------------------------------------------------------------------------------------- */

#define MOST_INDEX_DIGITS 18

/* Gives the index that is written so: digits, with none before the first that counts; -1 for other
   text. */
static inline int64_t
index_of_text(const unsigned char *text, Py_ssize_t size)
{
    int64_t index = 0;
    if (size == 0 || size > MOST_INDEX_DIGITS || (text[0] == '0' && size > 1)) {
        return -1;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return -1;
        }
        index = index * 10 + (text[i] - '0');
    }
    return index;
}

/* The same for a key of a dict. */
int64_t index_of_key(PyObject *key);

/* Gives the text of an index. */
PyObject *index_name(State *state, Py_ssize_t index);

#endif
