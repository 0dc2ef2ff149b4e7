/* Lets allocations of memory fail, counts them, and tells the calls in C that made the first of these. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <execinfo.h>
#include <unistd.h>

enum { DOMAINS = 3, DEEPEST = 64 };

static const PyMemAllocatorDomain domains[DOMAINS] = {
    PYMEM_DOMAIN_RAW, PYMEM_DOMAIN_MEM, PYMEM_DOMAIN_OBJ};
static PyMemAllocatorEx real[DOMAINS];

static long made, first, last;
static int calls_file;

static void
tell_calls(void)
{
    void *calls[DEEPEST];
    if (ftruncate(calls_file, 0) == 0 && lseek(calls_file, 0, SEEK_SET) == 0)
        backtrace_symbols_fd(calls, backtrace(calls, DEEPEST), calls_file);
}

static int
fails(void)
{
    made++;
    if (made < first || made >= last)
        return 0;
    if (made == first)
        tell_calls();
    return 1;
}

void *
lacking_malloc(void *allocator, size_t size)
{
    PyMemAllocatorEx *it = allocator;
    return fails() ? NULL : it->malloc(it->ctx, size);
}

void *
lacking_calloc(void *allocator, size_t count, size_t size)
{
    PyMemAllocatorEx *it = allocator;
    return fails() ? NULL : it->calloc(it->ctx, count, size);
}

void *
lacking_realloc(void *allocator, void *memory, size_t size)
{
    PyMemAllocatorEx *it = allocator;
    return fails() ? NULL : it->realloc(it->ctx, memory, size);
}

static void
plain_free(void *allocator, void *memory)
{
    PyMemAllocatorEx *it = allocator;
    it->free(it->ctx, memory);
}

static PyObject *
begin(PyObject *Py_UNUSED(module), PyObject *arguments)
{
    if (!PyArg_ParseTuple(arguments, "lli", &first, &last, &calls_file))
        return NULL;
    void *none;
    backtrace(&none, 1); /* the first time, it loads a library */
    made = 0;
    for (int i = 0; i < DOMAINS; i++) {
        PyMem_GetAllocator(domains[i], &real[i]);
        PyMemAllocatorEx lacking = {
            &real[i], lacking_malloc, lacking_calloc, lacking_realloc, plain_free};
        PyMem_SetAllocator(domains[i], &lacking);
    }
    Py_RETURN_NONE;
}

static PyObject *
end(PyObject *Py_UNUSED(module), PyObject *Py_UNUSED(ignored))
{
    for (int i = 0; i < DOMAINS; i++)
        PyMem_SetAllocator(domains[i], &real[i]);
    return PyLong_FromLong(made);
}

static PyMethodDef methods[] = {
    {"begin", begin, METH_VARARGS,
     "begin(first, last, file): the allocations from `first` to before `last` fail, counted from 1;"
     " `file` is where the calls of the first go."},
    {"end", end, METH_NOARGS, "end() -> how many allocations there were since the beginning."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef lack = {
    PyModuleDef_HEAD_INIT, .m_name = "lack", .m_size = -1, .m_methods = methods};

PyMODINIT_FUNC
PyInit_lack(void)
{
    return PyModule_Create(&lack);
}
