/* Numbers as text; see floats.c. */

#ifndef ORM_ATTRS_FLOATS_H
#define ORM_ATTRS_FLOATS_H

#include "core.h"

#define MOST_DIGITS 20 /* of an integer of 64 bits, with its sign */
#define FLOAT_ROOM 48  /* bytes that `put_float` may write to: 24 of a float, and some behind it */

void make_powers_of_ten(void);

/* Writes the digits of a number so that they end at a place; gives where they begin. */
char *put_digits_before(char *end, uint64_t number);

/* Writes a finite float, in `FLOAT_ROOM`, as Python spells it; gives the place behind it. */
char *put_float(char *place, double number);

#endif
