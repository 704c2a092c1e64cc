#include "CKernels.h"
#include "targets.h"
#include "tiles.h"

// One row that answers to its own driver.
//
// Goals, in order of priority:
// 1. every lane by itself: a voltage of the driver has the same answer whatever the others are;
// 2. one pass over what stays in the first level of cache: a row's voltages are 4 KB, and what is done
//    between two products takes as long as these if it is not done in whole vectors.

INLINE void row_products(const int R, const int V, ptrdiff_t m, ptrdiff_t n, const double *a,
                         ptrdiff_t lda, const double *x, double *y) {
  (void)R, (void)V;
  const ptrdiff_t whole = n / side * side;
  for (ptrdiff_t i = 0; i < m; i++, a += lda) {
    lanes sum = {0};
    for (ptrdiff_t j = 0; j < whole; j += side)
      sum += *(const lanes *)(a + j) * *(const lanes *)(x + j);
    double rest = 0;
    for (ptrdiff_t j = whole; j < n; j++) rest += a[j] * x[j];
    y[i] = sum_of(sum) + rest;
  }
}

FOR_TARGETS(row_products_for, row_products,
            (ptrdiff_t m, ptrdiff_t n, const double *a, ptrdiff_t lda, const double *x, double *y),
            (m, n, a, lda, x, y))

void assay_row_products(ptrdiff_t m, ptrdiff_t n, const double *a, ptrdiff_t lda, const double *x,
                        double *y) {
  RUN_TARGET(row_products_for, (m, n, a, lda, x, y));
}

ASSAY_CLONES
void assay_scaled_sum(ptrdiff_t count, double factor, const double *x, const double *y, double *z) {
  for (ptrdiff_t i = 0; i < count; i++) z[i] = factor * x[i] + y[i];
}

// z(j) = x(j) − slope(j) y(j), and slope(j) x(j) − y(j).
ASSAY_CLONES
static void subtract_scaled(ptrdiff_t n, ptrdiff_t width, const double *slope, const double *x,
                            const double *y, double *z) {
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t c = j * width; c < (j + 1) * width; c += side)
      *(lanes *)(z + c) = *(const lanes *)(x + c) - slope[j] * *(const lanes *)(y + c);
}

ASSAY_CLONES
static void scaled_minus(ptrdiff_t n, ptrdiff_t width, const double *slope, const double *x,
                         const double *y, double *z) {
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t c = j * width; c < (j + 1) * width; c += side)
      *(lanes *)(z + c) = slope[j] * *(const lanes *)(x + c) - *(const lanes *)(y + c);
}

void assay_row_entering(const assay_row *row, ptrdiff_t groups, const double *sources,
                        double *raised, double *entering) {
  const ptrdiff_t width = groups * side;
  assay_chain_product(row->n, width, row->node, row->step, sources, width, raised, width);
  subtract_scaled(row->n, width, row->word_slopes, sources, raised, entering);
}

void assay_row_voltages(const assay_row *row, ptrdiff_t groups, const double *sources,
                        double *scratch, double *word, double *bit) {
  const ptrdiff_t n = row->n, width = groups * side;
  assay_row_entering(row, groups, sources, word, scratch);
  assay_panel_product(n, width, n, row->impedance, row->stride, scratch, width, bit, width);
  scaled_minus(n, width, row->bit_slopes, bit, sources, scratch);
  assay_chain_product(n, width, row->node, row->step, scratch, width, word, width);
}

ASSAY_CLONES
void assay_row_lines(ptrdiff_t n, ptrdiff_t groups, const double *mean, const double *slope,
                     const double *change, double *y) {
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t group = 0; group < groups; group++)
      *(lanes *)(y + (j * groups + group) * side) =
          mean[j] + slope[j] * *(const lanes *)(change + group * side);
}

ASSAY_CLONES
void assay_row_excess(ptrdiff_t n, ptrdiff_t groups, const double *d, const double *h,
                      const double *s, const double *word, const double *bit, double *currents) {
  for (ptrdiff_t j = 0; j < n; j++)
    for (ptrdiff_t c = j * groups * side; c < (j + 1) * groups * side; c += side)
      *(lanes *)(currents + c) += h[j] * *(const lanes *)(bit + c) -
                                  d[j] * *(const lanes *)(word + c) - s[j];
}

INLINE void row_move(const int R, const int V, ptrdiff_t count, const double *given,
                     const double *present, double *next, double *result) {
  (void)R, (void)V;
  lanes largest = {0};
  for (ptrdiff_t c = 0; c < count; c += side) {
    const lanes value = *(const lanes *)(next + c) + *(const lanes *)(given + c);
    const lanes move = value - *(const lanes *)(present + c);
    const lanes square = move * move;
    *(lanes *)(next + c) = value;
    // Comparisons are false for what is no number: it gets in, and stays.
    largest = choose((square <= largest) | (largest != largest), largest, square);
  }
  double most = largest[0];
  for (int v = 1; v < side; v++)
    if (most == most && !(largest[v] <= most)) most = largest[v];
  *result = most;
}

FOR_TARGETS(row_move_for, row_move,
            (ptrdiff_t count, const double *given, const double *present, double *next,
             double *result),
            (count, given, present, next, result))

double assay_row_move(ptrdiff_t count, const double *given, const double *present, double *next) {
  double most;
  RUN_TARGET(row_move_for, (count, given, present, next, &most));
  return most;
}

// Beyond this a part is what rounding makes of two moves that are nearly alike.
static const double largest_part = 0.5;

INLINE void row_secant(const int R, const int V, ptrdiff_t lines, ptrdiff_t groups, int has_last,
                       double *present, const double *next, double *last_next, double *last_move) {
  (void)R, (void)V;
  for (ptrdiff_t group = 0; group < groups; group++) {
    lanes along = {0}, square = {0};
    for (ptrdiff_t line = 0; line < lines; line++) {
      const ptrdiff_t c = (line * groups + group) * side;
      const lanes move = *(const lanes *)(next + c) - *(const lanes *)(present + c);
      if (has_last) {
        const lanes change = move - *(const lanes *)(last_move + c);
        along += change * move;
        square += change * change;
      }
      *(lanes *)(last_move + c) = move;
    }
    const masks moves = square > 0;
    lanes part = choose(moves, along / choose(moves, square, all(1)), all(0));
    part = choose(part > largest_part, all(largest_part), part);
    part = choose(part < -largest_part, all(-largest_part), part);
    for (ptrdiff_t line = 0; line < lines; line++) {
      const ptrdiff_t c = (line * groups + group) * side;
      const lanes value = *(const lanes *)(next + c);
      *(lanes *)(present + c) =
          has_last ? value - part * (value - *(const lanes *)(last_next + c)) : value;
      *(lanes *)(last_next + c) = value;
    }
  }
}

FOR_TARGETS(row_secant_for, row_secant,
            (ptrdiff_t lines, ptrdiff_t groups, int has_last, double *present, const double *next,
             double *last_next, double *last_move),
            (lines, groups, has_last, present, next, last_next, last_move))

void assay_row_secant(ptrdiff_t lines, ptrdiff_t groups, int has_last, double *present,
                      const double *next, double *last_next, double *last_move) {
  RUN_TARGET(row_secant_for, (lines, groups, has_last, present, next, last_next, last_move));
}
