/* Fields that must have a value unless another field says that they need not. */

#ifndef ORM_ATTRS_DEMANDS_H
#define ORM_ATTRS_DEMANDS_H

#include "core.h"

#define MOST_EXCUSES 8

typedef struct {
    int field;
    int count;                      /* of what excuses that there is none */
    int others[MOST_EXCUSES];       /* the field that is looked at */
    PyObject *wanted[MOST_EXCUSES]; /* its value; NULL for any but None */
} Demand;

typedef struct {
    int count;
    Demand *items;
} Demands;

/* Fills an array from a tuple: see `converters.engines.compiled._demands`. */
int demands_init(const State *state, Demands *demands, PyObject *specs, Py_ssize_t field_count);
int demands_owned(Demands *demands, Each each, void *context);
void demands_free(Demands *demands);

/* Tells whether the values of the other fields, which the caller owns, excuse that there is none; -1
   with an exception. */
int is_excused(const Demand *demand, PyObject *const *values);

#endif
