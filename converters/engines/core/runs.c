/* The runs of masks, as label rows have them: numbers in COCO's letters. */

#include "runs.h"

#define ZERO 48u
#define MOST_PIXELS (1LL << 53)
#define MOST_BITS 50

long long
pixels_of_runs(PyObject *text)
{
    if (!PyUnicode_CheckExact(text) || !PyUnicode_IS_COMPACT_ASCII(text)) {
        return -1;
    }
    const Py_UCS1 *at = PyUnicode_1BYTE_DATA(text), *end = at + PyUnicode_GET_LENGTH(text);
    long long total = 0, last = 0, before = 0;
    for (Py_ssize_t index = 0; at < end; index++) {
        unsigned code = 32;
        long long number = 0;
        int bits = 0;
        for (; code & 32u; bits += 5) {
            if (at == end || bits > MOST_BITS || (code = *at++ - ZERO) > 63u) {
                return -1;
            }
            number |= (long long)(code & 31u) << bits;
        }
        /* The last group has the sign. */
        number -= code & 16u ? 1LL << bits : 0;
        /* From the fourth on, each is the difference to the one before the last. */
        number += index > 2 ? before : 0;
        if (number < 0 || number > MOST_PIXELS || (total += number) > MOST_PIXELS) {
            return -1;
        }
        before = last;
        last = number;
    }
    return total;
}
