#include <stdbool.h>

#include "CKernels.h"
#include "row_factors.h"
#include "targets.h"
#include "tiles.h"

// Solves with the factors of an array, for a bundle of vectors.
//
// Goals, in order of priority:
// 1. node voltages to rounding of the largest, with any resistance 0 and any cell missing;
// 2. a vector's result is its own, to the last bit: every vector of a bundle has a lane of its own,
//    from the first instruction to the last;
// 3. speed: the factors, n²/2 numbers a row, are read twice, and every number read takes part in 32
//    operations.
//
// A cell passes d (w − b) + c from word line w to bit line b, with a source c beside it. Down the
// array x is the current that the rows so far would drive into grounded nodes of a row. A row adds
// what its word line drives, and a resistance r below it takes its part as in the elimination:
//
//     x ← T (x + injection)        T = (1 + r Y)⁻¹ = 1 − r Y'
//
// At the bottom x is the column current, less Y' times the voltage that a column is sensed against.
// Up the array the nodes above a resistance are at v + r i for the current i = x − Y' v through it:
//
//     v ← v + r x − r Y' v
//
// Then every word line faces the voltages of its bit lines.

ptrdiff_t assay_factors_size(ptrdiff_t rows, ptrdiff_t columns) {
  const ptrdiff_t n = tiles_of(columns);
  return rows * (lower(n, 0) + 2 * n * side + 2 * columns);
}

ptrdiff_t assay_solve_size(ptrdiff_t rows, ptrdiff_t columns) {
  return (rows * tiles_of(columns) * side + 2 * tiles_of(columns) * side + columns) * side;
}

// scale · M and a diagonal, for the symmetric matrix M of n × n tiles of which the lower triangle is kept.
INLINE void symmetric_matrix(const int R, const int V, ptrdiff_t columns, double scale,
                             const double *m, const double *diagonal, double *whole, ptrdiff_t ld) {
  (void)R, (void)V;
  const ptrdiff_t n = tiles_of(columns);
  for (ptrdiff_t i = 0; i < n; i++)
    for (ptrdiff_t k = 0; k <= i; k++) {
      double own[tile_size], mirrored[tile_size];
      memcpy(own, m + lower(i, k), sizeof own);
      transpose(own, mirrored);
      // Nodes that fill the last tile up have no place in the matrix.
      for (int r = 0; r < side; r++) {
        const ptrdiff_t down = i * side + r, across = k * side + r;
        if (down < columns) *(lanes *)(whole + down * ld + k * side) = scale * row_of(own, r);
        if (k < i && across < columns)
          *(lanes *)(whole + across * ld + i * side) = scale * row_of(mirrored, r);
      }
    }
  for (ptrdiff_t j = 0; j < columns; j++) whole[j * ld + j] = diagonal[j];
}

FOR_TARGETS(symmetric_matrix_for, symmetric_matrix,
            (ptrdiff_t columns, double scale, const double *m, const double *diagonal,
             double *whole, ptrdiff_t ld),
            (columns, scale, m, diagonal, whole, ld))

void assay_row_transfer(ptrdiff_t rows, ptrdiff_t columns, const double *factors, ptrdiff_t row,
                        double *transfer, ptrdiff_t ld) {
  const row_factors f = factors_at(rows, columns, factors);
  const ptrdiff_t n = tiles_of(columns);
  RUN_TARGET(symmetric_matrix_for, (columns, 1, f.mutual + row * lower(n, 0),
                                    f.kept + row * n * side, transfer, ld));
}

void assay_sink_admittance(ptrdiff_t rows, ptrdiff_t columns, double sense, const double *factors,
                           double *admittance, ptrdiff_t ld) {
  const row_factors f = factors_at(rows, columns, factors);
  const ptrdiff_t n = tiles_of(columns);
  // The factors hold r Y' of the sense resistance, or Y itself without one.
  const double scale = sense != 0 ? -1 / sense : -1;
  RUN_TARGET(symmetric_matrix_for, (columns, scale, f.mutual + (rows - 1) * lower(n, 0),
                                    f.lost + (rows - 1) * n * side, admittance, ld));
  for (ptrdiff_t j = 0; j < columns; j++) admittance[j * ld + j] *= -scale;
}

// y = M x for the symmetric matrix M of n × n tiles, R rows of every tile at a time.
//
// Of M the lower triangle is kept and read once: an element serves its own row, by sums in
// registers, and as its mirror image the row of its column, which is loaded and stored.
INLINE void symmetric_product(const int R, ptrdiff_t n, const double *m, const double *x,
                              double *y) {
  for (ptrdiff_t i = 0; i < n * side; i++) set_row(y, i, all(0));
  for (ptrdiff_t i = 0; i < n; i++) {
#pragma clang loop unroll(disable)
    for (int first = 0; first < side; first += R) {
      lanes sum[side], own[side];
      for (int r = 0; r < R; r++) {
        sum[r] = row_of(y, i * side + first + r);
        own[r] = row_of(x, i * side + first + r);
      }
      const double *tile = m + lower(i, 0) + first * side;
      for (ptrdiff_t k = 0; k < i * side; k++) {
        const double *f = tile + k / side * tile_size + k % side;
        const lanes across = row_of(x, k);
        lanes down = all(0);
        for (int r = 0; r < R; r++) {
          sum[r] += f[r * side] * across;
          down += f[r * side] * own[r];
        }
        set_row(y, k, row_of(y, k) + down);
      }
      tile += i * tile_size;
      for (int s = 0; s < side; s++) {
        const lanes across = row_of(x, i * side + s);
        for (int r = 0; r < R; r++) sum[r] += tile[r * side + s] * across;
      }
      for (int r = 0; r < R; r++) set_row(y, i * side + first + r, sum[r]);
    }
  }
}

// The voltages of one word line against grounded bit lines (bit null), or against their voltages.
//
// Let q(j) = c(j) − d(j) b(j) be what a cell draws from its node at 0 V. Of the current p(j) that node
// j and all beyond it draw when node j is at 0 V, the segment before node j + 1 lets the part s(j) of
// what is beyond through, because that much of a voltage passes it in the other direction:
//
//     p(j) = q(j) + s(j) p(j + 1)
//
// A node at w then draws b(j) w + p(j), with b(j) its admittance to the right. The voltages follow from
// the driver on as drops from the node before, not as s (w − r p), which is the same: nodes that 0 Ω
// joins stay equal to the last bit, and a small drop is exact before it is rounded into a voltage.
INLINE void solve_word_line(ptrdiff_t n, const assay_resistances *r, const double *d,
                            const double *beyond, const double *step, lanes input,
                            const double *source, const double *bit, double *sums, double *word) {
  // p(j), from the right.
  lanes sum = all(0);
  for (ptrdiff_t j = n - 1; j >= 0; j--) {
    lanes own = source ? row_of(source, j) : all(0);
    if (bit) own -= d[j] * row_of(bit, j);
    sum = own + sum * step[j];
    set_row(sums, j, sum);
  }
  // The driver's resistance carries (b(0) V + p(0)) / (1 + R_d b(0)).
  lanes voltage = input - r->driver * ((beyond[0] * input + sum) / (1 + r->driver * beyond[0]));
  set_row(word, 0, voltage);
  // The segment to node j carries (b(j) w + p(j)) s(j − 1) from node j − 1 at w.
  for (ptrdiff_t j = 1; j < n; j++) {
    voltage -= r->row_segment * ((beyond[j] * voltage + row_of(sums, j)) * step[j - 1]);
    set_row(word, j, voltage);
  }
}

INLINE void solve(const int R, const int V, ptrdiff_t rows, ptrdiff_t n,
                  const assay_resistances *r, const double *cells, const double *factors,
                  const double *inputs, const double *grounds, const double *sources, double *work,
                  double *word, double *bit, double *currents) {
  (void)V;
  const row_factors f = factors_at(rows, n, factors);
  const ptrdiff_t tiles = tiles_of(n), width = tiles * side, size = lower(tiles, 0);
  double *injections = work, *x = injections + rows * width * side, *y = x + width * side,
         *sums = y + width * side;
  memset(x, 0, sizeof(double) * (size_t)(width * side));

  // Down: the current that the rows so far would drive into grounded bit-line nodes.
  for (ptrdiff_t row = 0; row < rows; row++) {
    const ptrdiff_t first = row * n;
    const double *d = cells + first, *source = sources ? sources + first * side : 0;
    double *w = word + first * side;
    solve_word_line(n, r, d, f.beyond + first, f.step + first, row_of(inputs, row), source, 0,
                    sums, w);
    for (ptrdiff_t j = 0; j < n; j++) {
      const lanes own = d[j] * row_of(w, j) + (source ? row_of(source, j) : all(0));
      set_row(x, j, row_of(x, j) + own);
    }
    // Without a resistance T is 1.
    if ((row == rows - 1 ? r->sense : r->column_segment) != 0) {
      symmetric_product(R, tiles, f.mutual + row * size, x, y);
      const double *kept = f.kept + row * width;
      for (ptrdiff_t j = 0; j < n; j++) set_row(x, j, kept[j] * row_of(x, j) + row_of(y, j));
    }
    memcpy(injections + row * width * side, x, sizeof(double) * (size_t)(width * side));
  }
  memcpy(currents, x, sizeof(double) * (size_t)(n * side));
  // Y' e for the grounds e. The factors hold r Y' of the sense resistance, or Y itself without one.
  if (grounds) {
    memcpy(x, grounds, sizeof(double) * (size_t)(n * side));
    symmetric_product(R, tiles, f.mutual + (rows - 1) * size, x, y);
    const double *lost = f.lost + (rows - 1) * width;
    for (ptrdiff_t j = 0; j < n; j++) {
      const lanes back = lost[j] * row_of(x, j) - row_of(y, j);
      set_row(currents, j, row_of(currents, j) - (r->sense != 0 ? back / r->sense : back));
    }
  }

  // Up: bit-line voltages from the bottom, then the word lines that face them.
  for (ptrdiff_t j = 0; j < n; j++)
    set_row(x, j, (grounds ? row_of(grounds, j) : all(0)) + r->sense * row_of(currents, j));
  for (ptrdiff_t row = rows - 1; row >= 0; row--) {
    const ptrdiff_t first = row * n;
    if (row < rows - 1 && r->column_segment != 0) {
      const double *injection = injections + row * width * side, *lost = f.lost + row * width;
      symmetric_product(R, tiles, f.mutual + row * size, x, y);
      for (ptrdiff_t j = 0; j < n; j++) {
        const lanes v = row_of(x, j);
        const lanes drop = row_of(y, j) - lost[j] * v;
        set_row(x, j, v + (r->column_segment * row_of(injection, j) + drop));
      }
    }
    memcpy(bit + first * side, x, sizeof(double) * (size_t)(n * side));
    solve_word_line(n, r, cells + first, f.beyond + first, f.step + first, row_of(inputs, row),
                    sources ? sources + first * side : 0, bit + first * side, sums,
                    word + first * side);
  }
}

FOR_TARGETS(solve_for, solve,
            (ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r, const double *cells,
             const double *factors, const double *inputs, const double *grounds,
             const double *sources, double *work, double *word, double *bit, double *currents),
            (rows, columns, r, cells, factors, inputs, grounds, sources, work, word, bit, currents))

void assay_solve_array(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                       const double *cells, const double *factors, const double *inputs,
                       const double *grounds, const double *sources, double *work, double *word,
                       double *bit, double *currents) {
  RUN_TARGET(solve_for,
             (rows, columns, r, cells, factors, inputs, grounds, sources, work, word, bit, currents));
}

INLINE void update(const int R, const int V, ptrdiff_t cells, const double *d, const double *h,
                   const double *word, const double *bit, const double *currents, double *sources,
                   double *change, double *largest) {
  (void)R, (void)V;
  lanes most = all(0), peak = all(0);
  for (ptrdiff_t c = 0; c < cells; c++) {
    const lanes current = row_of(currents, c);
    // With one slope the voltage across the cell is formed first. The subtraction of two voltages
    // within a factor of two is exact, and d word − d bit would round twice before it cancels.
    const lanes next = h ? current - d[c] * row_of(word, c) + h[c] * row_of(bit, c)
                         : current - d[c] * (row_of(word, c) - row_of(bit, c));
    const lanes moved = magnitude_of(next - row_of(sources, c));
    const lanes size = magnitude_of(current);
    set_row(sources, c, next);
    // The comparisons are false for what is no number, which then stays.
    most = choose(moved <= most, most, moved);
    peak = choose(size <= peak, peak, size);
  }
  for (int v = 0; v < side; v++) {
    const bool isNumber = most[v] - most[v] == 0 && peak[v] - peak[v] == 0;
    change[v] = isNumber ? most[v] : __builtin_inf();
    largest[v] = peak[v];
  }
}

FOR_TARGETS(update_for, update,
            (ptrdiff_t cells, const double *d, const double *h, const double *word,
             const double *bit, const double *currents, double *sources, double *change,
             double *largest),
            (cells, d, h, word, bit, currents, sources, change, largest))

void assay_update_sources(ptrdiff_t cells, const double *d, const double *h, const double *word,
                          const double *bit, const double *currents, double *sources,
                          double *change, double *largest) {
  RUN_TARGET(update_for, (cells, d, h, word, bit, currents, sources, change, largest));
}

// What rows are relaxed by at most, in either direction: errors that a row does not have by itself then still
// shrink.
static const double largest_relaxation = 0.2;

INLINE void relax(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns, int stage,
                  const double *d, const double *h, const double *word, const double *bit,
                  const double *currents, double *sources, double *sums, double *factors,
                  double *moves, double *change, double *largest) {
  (void)R, (void)V;
  lanes most = all(0), peak = all(0);
  for (ptrdiff_t row = 0; row < rows; row++) {
    lanes sum = all(0);
    for (ptrdiff_t j = 0; j < columns; j++) {
      const ptrdiff_t c = row * columns + j;
      const lanes current = row_of(currents, c);
      const lanes next = h ? current - d[c] * row_of(word, c) + h[c] * row_of(bit, c)
                           : current - d[c] * (row_of(word, c) - row_of(bit, c));
      const lanes move = next - row_of(sources, c);
      const lanes moved = magnitude_of(move), size = magnitude_of(current);
      set_row(moves, j, move);
      sum += move;
      most = choose(moved <= most, most, moved);
      peak = choose(size <= peak, peak, size);
    }
    lanes factor = all(1);
    if (stage > 1) factor = row_of(factors, row);
    if (stage == 1) {
      const lanes last = row_of(sums, row);
      const masks isMoved = last != 0;
      const lanes left = choose(isMoved, sum / choose(isMoved, last, all(1)), all(0));
      const masks isSmall = magnitude_of(left) <= largest_relaxation;
      factor = 1 / (1 - choose(isSmall, left, all(0)));
      set_row(factors, row, factor);
    }
    set_row(sums, row, sum);
    for (ptrdiff_t j = 0; j < columns; j++) {
      const ptrdiff_t c = row * columns + j;
      set_row(sources, c, row_of(sources, c) + factor * row_of(moves, j));
    }
  }
  for (int v = 0; v < side; v++) {
    const bool isNumber = most[v] - most[v] == 0 && peak[v] - peak[v] == 0;
    change[v] = isNumber ? most[v] : __builtin_inf();
    largest[v] = peak[v];
  }
}

FOR_TARGETS(relax_for, relax,
            (ptrdiff_t rows, ptrdiff_t columns, int stage, const double *d, const double *h,
             const double *word, const double *bit, const double *currents, double *sources,
             double *sums, double *factors, double *moves, double *change, double *largest),
            (rows, columns, stage, d, h, word, bit, currents, sources, sums, factors, moves, change,
             largest))

void assay_relax_sources(ptrdiff_t rows, ptrdiff_t columns, int stage, const double *d,
                         const double *h, const double *word, const double *bit,
                         const double *currents, double *sources, double *sums, double *factors,
                         double *moves, double *change, double *largest) {
  RUN_TARGET(relax_for, (rows, columns, stage, d, h, word, bit, currents, sources, sums, factors,
                         moves, change, largest));
}
