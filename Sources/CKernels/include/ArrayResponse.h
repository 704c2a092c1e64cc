#pragma once
#include <stddef.h>

// Kernels of the response of a linearized array; see ArrayResponse in NodalAnalysis. Widths and the
// distances between rows are multiples of 8 doubles; what fills them up is zero.

/// c = a b, with a m × k, b k × width and c m × width. Every row of c depends on its row of a alone,
/// to the last bit.
void assay_panel_product(ptrdiff_t m, ptrdiff_t width, ptrdiff_t k, const double *a, ptrdiff_t lda,
                         const double *b, ptrdiff_t ldb, double *c, ptrdiff_t ldc);

/// c = a b for n × n numbers whose product is symmetric: half of it is computed, the rest mirrored.
void assay_symmetric_product(ptrdiff_t n, const double *a, ptrdiff_t lda, const double *b,
                             ptrdiff_t ldb, double *c, ptrdiff_t ldc);

/// y = W x, with W the n × n impedances between the nodes of a chain: W(j,j) = node(j), and to the
/// right of j W(j,l) = node(j) · step(j) … step(l − 1); W is symmetric. y may not be x.
void assay_chain_product(ptrdiff_t n, ptrdiff_t width, const double *node, const double *step,
                         const double *x, ptrdiff_t ldx, double *y, ptrdiff_t ldy);

/// b = aᵀ for n × n numbers.
void assay_transpose(ptrdiff_t n, const double *a, ptrdiff_t lda, double *b, ptrdiff_t ldb);

/// a = a⁻¹ for an n × n matrix with a dominant diagonal, by columns or by rows, which makes
/// elimination without pivoting stable. work takes assay_inverse_size numbers.
void assay_invert_dominant(ptrdiff_t n, double *a, ptrdiff_t lda, double *work);

/// The doubles of workspace that assay_invert_dominant needs.
ptrdiff_t assay_inverse_size(ptrdiff_t n);
