#pragma once
#include <stddef.h>

/// c = a b, row-major doubles, a m × k, b k × n, c m × n. Every row of c depends on its row of a
/// alone, to the last bit. The instruction set is chosen when the program starts.
void assay_matrix_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, const double *b,
                          double *c);
