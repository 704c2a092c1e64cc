#pragma once
#include "tiles.h"

// The factors of an array, row after row in every part.
//
// With Y the admittance of all above and r the resistance below a row, (1 + r Y)⁻¹ = 1 − r Y' for
// the admittance Y' behind the resistances. Off the diagonal both are the same positive numbers;
// of the diagonal, which would cancel, either form is kept. Where the resistance at the bottom is
// 0, Y itself stands in the place of r Y' there.
typedef struct {
  double *mutual;  // (1 + r Y)⁻¹ off the diagonal: lower tiles, diagonal tiles whole, zeros on it
  double *kept;    // the diagonal of (1 + r Y)⁻¹
  double *lost;    // the diagonal of r Y'
  double *beyond;  // the admittance to the right of every word-line node, its own cell included
  double *step;    // the part of a word-line node's voltage that reaches the next node
} row_factors;

INLINE row_factors factors_at(ptrdiff_t rows, ptrdiff_t columns, const double *factors) {
  const ptrdiff_t n = tiles_of(columns);
  row_factors f;
  double *end = (double *)factors;
  f.mutual = end, end += rows * lower(n, 0);
  f.kept = end, end += rows * n * side;
  f.lost = end, end += rows * n * side;
  f.beyond = end, end += rows * columns;
  f.step = end;
  return f;
}
