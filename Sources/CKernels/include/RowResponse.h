#pragma once
#include <stddef.h>

// Kernels of one row that answers to its own driver; see RowResponse in NodalAnalysis and OwnRow in
// CrossbarModels. Of every node there are `groups` times eight numbers side by side, one for each voltage
// of the driver, and what happens to one of these does not depend on the others.

/// A row of an array: the chain of its word line, the slopes of its cells over both lines, and the
/// impedance of its bit-line nodes, n × n numbers in rows of `stride`.
typedef struct {
  ptrdiff_t n;
  const double *node, *step;
  const double *word_slopes, *bit_slopes;
  const double *impedance;
  ptrdiff_t stride;
} assay_row;

/// y = A x for m rows of n numbers, in rows of lda.
void assay_row_products(ptrdiff_t m, ptrdiff_t n, const double *a, ptrdiff_t lda, const double *x,
                        double *y);

/// z = factor · x + y.
void assay_scaled_sum(ptrdiff_t count, double factor, const double *x, const double *y, double *z);

/// M c of sources c beside the cells: what enters the bit-line nodes when these are grounded. raised is
/// scratch of the same size.
void assay_row_entering(const assay_row *row, ptrdiff_t groups, const double *sources,
                        double *raised, double *entering);

/// The voltages that sources beside the cells make at both lines.
void assay_row_voltages(const assay_row *row, ptrdiff_t groups, const double *sources,
                        double *scratch, double *word, double *bit);

/// y(j) = mean(j) + slope(j) · change.
void assay_row_lines(ptrdiff_t n, ptrdiff_t groups, const double *mean, const double *slope,
                     const double *change, double *y);

/// What cells pass beyond d w − h b + s, in the place of their currents.
void assay_row_excess(ptrdiff_t n, ptrdiff_t groups, const double *d, const double *h,
                      const double *s, const double *word, const double *bit, double *currents);

/// Adds the given voltages to those that sources make.
///
/// The result is the square of the largest move from the present voltages; what is no number is not lost.
double assay_row_move(ptrdiff_t count, const double *given, const double *present, double *next);

/// Where an iteration v ← g(v) goes on, lane by lane.
///
/// With r = g(v) − v of this step and of the last, and γ the part of r that goes along with the change of
/// r, at most one half, the next voltages are g(v) − γ (g(v) − g(v')): the secant method, for whichever
/// error is largest. A lane whose r did not change keeps g(v).
///
/// The arrays hold `lines` voltages of every node, groups · 8 numbers each: v, and g(v), which is kept for
/// the next step as r is; v is replaced by the next voltages.
void assay_row_secant(ptrdiff_t lines, ptrdiff_t groups, int has_last, double *present,
                      const double *next, double *last_next, double *last_move);
