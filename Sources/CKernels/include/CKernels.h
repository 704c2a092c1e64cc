#pragma once
#include <stddef.h>

#include "ArrayElimination.h"
#include "ArrayResponse.h"
#include "ConvertedProduct.h"
#include "Counts.h"
#include "Elementwise.h"
#include "IntegerLayer.h"
#include "ReadNoise.h"
#include "RowBasis.h"
#include "RowResponse.h"
#include "TwoPoint.h"
#include "TwoPointChannels.h"
#include "TwoPointLayer.h"
#include "Winograd.h"

// Dense kernels in double precision. Matrices are row-major; ld is the distance between rows. The
// instruction set is chosen when the program starts, so results can differ in the last bits between
// processors, never between runs on one.

/// c = a b, with a m × k, b k × n and c m × n, all dense. Every row of c depends on its row of a
/// alone, to the last bit.
void assay_matrix_product(ptrdiff_t m, ptrdiff_t n, ptrdiff_t k, const double *a, const double *b,
                          double *c);

/// b = a⁻¹ b by elimination without pivoting, which is stable because the symmetric part of a is
/// positive definite. a is n × n and is replaced by its factors L and U; b is n × p.
void assay_solve_definite(ptrdiff_t n, ptrdiff_t p, double *a, ptrdiff_t lda, double *b,
                          ptrdiff_t ldb);

/// The name of the instruction set that the kernels run with.
const char *assay_kernel_target(void);
