/* The runs of masks, as label rows have them: numbers in COCO's letters. */

#ifndef ORM_ATTRS_RUNS_H
#define ORM_ATTRS_RUNS_H

#include "core.h"

/* Gives how many pixels the runs of a text have together; -1 where it is none that can be told
   quickly, which is no statement about it. It never fails. */
long long pixels_of_runs(PyObject *text);

#endif
