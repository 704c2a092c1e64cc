#include "CKernels.h"
#include "targets.h"
#include "row_factors.h"
#include "tiles.h"

// What the rows so far look like from the bit-line nodes of a row: their admittance Y, of which the
// diagonal is never kept, and the short-circuit currents J, one column per volt of a driver.
//
// Every element of J is positive and every element of Y off its diagonal negative, and every
// operation below adds numbers of one sign. The diagonal is what makes the sums of the rows of Y
// and J equal, since currents leave the bit lines through the drivers alone. So all elements come
// out to a relative error that grows with the number of operations only.
typedef struct {
  ptrdiff_t columns;   // bit-line nodes in tiles, filled up with nodes without cells
  ptrdiff_t sources;   // columns of J in tiles
  ptrdiff_t active;    // columns of J in tiles that are not all zero
  double *admittance;  // lower triangle of columns × columns tiles
  double *injection;   // columns × sources tiles
  double *before;      // r Y of a panel of rows before its resistances, panel × columns tiles
  double *after;       // [Y | J] of the panel behind its resistances, panel × (columns + sources)
  double *kept;        // the diagonal of (1 + r Y)⁻¹
  double *line;        // workspace of a word line
} elimination;

enum { largest_panel = 4 };

static ptrdiff_t layout(elimination *e, ptrdiff_t columns, ptrdiff_t sources, double *work) {
  e->columns = tiles_of(columns);
  e->sources = tiles_of(sources);
  e->active = 0;
  double *end = work;
  e->admittance = end, end += lower(e->columns, 0);
  e->injection = end, end += e->columns * e->sources * tile_size;
  e->before = end, end += largest_panel * e->columns * tile_size;
  e->after = end, end += largest_panel * (e->columns + e->sources) * tile_size;
  e->kept = end, end += e->columns * side;
  e->line = end, end += 4 * e->columns * side;
  return end - work;
}

ptrdiff_t assay_elimination_size(ptrdiff_t rows, ptrdiff_t columns) {
  elimination e;
  return layout(&e, columns, rows, 0);
}

// Adds a word line with cell conductances d; q receives the currents per volt at its driver.
INLINE void add_word_line(elimination *e, ptrdiff_t n, double driver, double segment,
                          const double *d, double *q) {
  // right[j]: the admittance of everything to the right of node j, its own cell excluded.
  // step[j]: the part of the voltage of node j that reaches node j + 1.
  // transfer[j]: the current into node l per volt at bit-line node j, without its own cell.
  const ptrdiff_t width = e->columns * side;
  double *right = e->line, *step = right + width, *transfer = step + width;
  right[n - 1] = 0;
  for (ptrdiff_t j = n - 1; j > 0; j--) {
    const double whole = d[j] + right[j];
    step[j - 1] = 1 / (1 + segment * whole);
    right[j - 1] = whole * step[j - 1];
  }
  double reach = 1 / (1 + driver * (d[0] + right[0]));
  for (ptrdiff_t j = 0; j < n; j++) {
    q[j] = d[j] * reach;
    if (j < n - 1) reach *= step[j];
  }
  memset(transfer, 0, sizeof(double) * (size_t)width);
  double source = driver;
  for (ptrdiff_t l = 0; l < n; l++) {
    double *tile = e->admittance + lower(l / side, 0) + l % side * side;
    const double passed = l > 0 ? step[l - 1] : 0;
    for (ptrdiff_t k = 0; k <= l / side; k++) {
      lanes t = *(lanes *)(transfer + k * side) * passed;
      *(lanes *)(transfer + k * side) = t;
      *(lanes *)(tile + k * tile_size) -= t * d[l];
    }
    // The impedance of the node with the driver grounded, times the cell.
    transfer[l] = d[l] * (source / (1 + source * (d[l] + right[l])));
    source = segment + source / (1 + source * d[l]);
  }
}

// c -= Σ aᵀ z over depth tiles, for a strip of V tiles c, R rows at a time.
INLINE void strip(const int R, const int V, ptrdiff_t depth, double *c, const double *a,
                  ptrdiff_t a_step, const double *z, ptrdiff_t z_step) {
#pragma clang loop unroll(disable)
  for (int first = 0; first < side; first += R) {
    lanes sum[8][3];
    for (int r = 0; r < R; r++)
      for (int v = 0; v < V; v++) sum[r][v] = row_of(c + v * tile_size, first + r);
    for (ptrdiff_t t = 0; t < depth; t++) {
      const double *f = a + t * a_step + first, *y = z + t * z_step;
#pragma clang loop unroll_count(2)
      for (int s = 0; s < side; s++) {
        for (int r = 0; r < R; r++)
          for (int v = 0; v < V; v++) sum[r][v] -= f[s * side + r] * row_of(y + v * tile_size, s);
      }
    }
    for (int r = 0; r < R; r++)
      for (int v = 0; v < V; v++) set_row(c + v * tile_size, first + r, sum[r][v]);
  }
}

INLINE void strips(const int R, const int V, ptrdiff_t count, ptrdiff_t depth, double *c,
                   const double *a, ptrdiff_t a_step, const double *z, ptrdiff_t z_step) {
  ptrdiff_t i = 0;
  for (; i + V <= count; i += V)
    strip(R, V, depth, c + i * tile_size, a, a_step, z + i * tile_size, z_step);
  if (V > 2 && i + 2 <= count) {
    strip(R, 2, depth, c + i * tile_size, a, a_step, z + i * tile_size, z_step);
    i += 2;
  }
  for (; i < count; i++)
    strip(R, 1, depth, c + i * tile_size, a, a_step, z + i * tile_size, z_step);
}

// Puts the resistances into eight columns of a network, given its rows of Y: the tile of those
// columns, and what the rows carry to other columns and to ground. Leaves in `tile` what becomes of
// it and in `factor` the matrix (1 + r Y)⁻¹ that the other columns of the rows are multiplied with.
INLINE void pass_tile(double r, double *tile, lanes elsewhere, double *factor) {
  double outer[side];
  *(lanes *)outer = elsewhere;
  for (int s = 0; s < side; s++) {
    set_row(factor, s, all(0));
    factor[s * side + s] = 1;
  }
  for (int s = 0; s < side; s++) {
    tile[s * side + s] = 0;
    const double own = outer[s] - sum_of(row_of(tile, s));
    tile[s * side + s] = own;
    const double passed = 1 / (1 + r * own);
    const lanes y = row_of(tile, s) * passed, f = row_of(factor, s) * passed;
    outer[s] *= passed;
    for (int t = 0; t < side; t++) {
      if (t == s) continue;
      const double mutual = tile[t * side + s], c = r * mutual;
      set_row(tile, t, row_of(tile, t) - c * y);
      set_row(factor, t, row_of(factor, t) - c * f);
      tile[t * side + s] = mutual * passed;
      outer[t] -= c * outer[s];
    }
    set_row(tile, s, y);
    set_row(factor, s, f);
  }
}

// c = f c for a tile c.
INLINE void multiply(const int R, const double *f, double *c) {
  lanes z[side], x[side];
  for (int s = 0; s < side; s++) z[s] = row_of(c, s);
  for (int first = 0; first < side; first += R) {
    for (int i = first; i < first + R; i++) x[i] = f[i * side] * z[0];
    for (int s = 1; s < side; s++)
      for (int i = first; i < first + R; i++) x[i] += f[i * side + s] * z[s];
    for (int i = first; i < first + R; i++) set_row(c, i, x[i]);
  }
}

// Passes the columns of `panel` tiles from `first` on through the resistance r.
INLINE void pass_panel(const int R, const int V, elimination *e, ptrdiff_t first, ptrdiff_t panel,
                       double r) {
  const ptrdiff_t n = e->columns, width = n + e->sources, active = n + e->active;
  const ptrdiff_t a_step = n * tile_size, z_step = width * tile_size;
  for (ptrdiff_t t = 0; t < panel; t++) {
    const ptrdiff_t k = first + t;
    double *z = e->after + t * z_step, *a = e->before + t * a_step;
    memcpy(z, e->admittance + lower(k, 0), sizeof(double) * (size_t)((k + 1) * tile_size));
    for (int i = 0; i < side; i++)
      for (int j = i + 1; j < side; j++)
        z[k * tile_size + i * side + j] = z[k * tile_size + j * side + i];
    for (ptrdiff_t i = k + 1; i < n; i++) transpose(e->admittance + lower(i, k), z + i * tile_size);
    for (ptrdiff_t i = 0; i < n * side; i++) *(lanes *)(a + i * side) = r * *(lanes *)(z + i * side);
    memcpy(z + n * tile_size, e->injection + k * e->sources * tile_size,
           sizeof(double) * (size_t)(e->active * tile_size));
  }

  for (ptrdiff_t t = 0; t < panel; t++) {
    const ptrdiff_t k = first + t;
    double *z = e->after + t * z_step;
    lanes sums[side];
    for (int i = 0; i < side; i++) sums[i] = all(0);
    for (ptrdiff_t c = 0; c < active; c++) {
      if (c == k) continue;
      for (int i = 0; i < side; i++)
        sums[i] = c < n ? sums[i] - row_of(z + c * tile_size, i)
                        : sums[i] + row_of(z + c * tile_size, i);
    }
    lanes elsewhere;
    for (int i = 0; i < side; i++) elsewhere[i] = sum_of(sums[i]);
    double factor[tile_size];
    pass_tile(r, z + k * tile_size, elsewhere, factor);
    for (int i = 0; i < side; i++) e->kept[k * side + i] = factor[i * side + i];
    for (ptrdiff_t c = 0; c < active; c++)
      if (c != k) multiply(R, factor, z + c * tile_size);
    for (ptrdiff_t u = 0; u < panel; u++) {
      if (u == t) continue;
      double *y = e->after + u * z_step, *across = y + k * tile_size;
      double a[tile_size];
      // By symmetry the transposed tile is what row t carries to the columns of row u.
      transpose(across, a);
      for (ptrdiff_t i = 0; i < tile_size; i++) a[i] *= r;
      strips(R, V, k, 1, y, a, 0, z, 0);
      strips(R, V, active - k - 1, 1, y + (k + 1) * tile_size, a, 0, z + (k + 1) * tile_size, 0);
      const double *back = z + (first + u) * tile_size;
      transpose(back, across);
      if (u < t) {
        lanes kept = *(lanes *)(e->kept + (first + u) * side);
        for (int s = 0; s < side; s++) kept += r * row_of(a, s) * row_of(back, s);
        *(lanes *)(e->kept + (first + u) * side) = kept;
      }
    }
  }

  for (ptrdiff_t i = 0; i < n; i++) {
    if (i == first) i += panel;
    if (i >= n) break;
    const double *a = e->before + i * tile_size;
    double *row = e->admittance + lower(i, 0);
    if (i < first) {
      strips(R, V, i + 1, panel, row, a, a_step, e->after, z_step);
      lanes kept = *(lanes *)(e->kept + i * side);
      for (ptrdiff_t t = 0; t < panel; t++)
        for (int s = 0; s < side; s++)
          kept += r * row_of(a + t * a_step, s) * row_of(e->after + t * z_step + i * tile_size, s);
      *(lanes *)(e->kept + i * side) = kept;
    } else {
      const ptrdiff_t past = first + panel;
      strips(R, V, first, panel, row, a, a_step, e->after, z_step);
      strips(R, V, i + 1 - past, panel, row + past * tile_size, a, a_step,
             e->after + past * tile_size, z_step);
      for (ptrdiff_t t = 0; t < panel; t++)
        transpose(e->after + t * z_step + i * tile_size, row + (first + t) * tile_size);
    }
    strips(R, V, e->active, panel, e->injection + i * e->sources * tile_size, a, a_step,
           e->after + n * tile_size, z_step);
  }
  for (ptrdiff_t t = 0; t < panel; t++) {
    const ptrdiff_t k = first + t;
    const double *z = e->after + t * z_step;
    memcpy(e->admittance + lower(k, 0), z, sizeof(double) * (size_t)((k + 1) * tile_size));
    memcpy(e->injection + k * e->sources * tile_size, z + n * tile_size,
           sizeof(double) * (size_t)(e->active * tile_size));
  }
}

INLINE void pass_series(const int R, const int V, elimination *e, double r) {
  // Wider panels load and store the rest of the network less often, which pays once it has left
  // the first level of cache.
  const ptrdiff_t panel = e->columns <= 10 ? 1 : e->columns <= 20 ? 2 : largest_panel;
  for (ptrdiff_t first = 0; first < e->columns; first += panel)
    pass_panel(R, V, e, first, e->columns - first < panel ? e->columns - first : panel, r);
}

INLINE void conductance(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns,
                        const assay_resistances *resistances, const double *cells, double *work,
                        double *result) {
  elimination e;
  memset(work, 0, sizeof(double) * (size_t)layout(&e, columns, rows, work));
  double *q = e.line + 3 * e.columns * side;
  for (ptrdiff_t row = 0; row < rows; row++) {
    add_word_line(&e, columns, resistances->driver, resistances->row_segment,
                  cells + row * columns, q);
    e.active = row / side + 1;
    for (ptrdiff_t j = 0; j < columns; j++)
      e.injection[(j / side * e.sources + row / side) * tile_size + j % side * side + row % side] =
          q[j];
    const double r = row == rows - 1 ? resistances->sense : resistances->column_segment;
    if (r != 0) pass_series(R, V, &e, r);
  }
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < columns; j++)
      result[row * columns + j] =
          e.injection[(j / side * e.sources + row / side) * tile_size + j % side * side +
                      row % side];
}

// The diagonal of Y: what makes the sums of the rows of Y and J equal.
INLINE void complete_diagonal(const elimination *e, double *diagonal) {
  for (ptrdiff_t i = 0; i < e->columns; i++) {
    lanes across[side];
    for (int s = 0; s < side; s++) across[s] = row_of(e->injection + i * e->sources * tile_size, s);
    for (ptrdiff_t c = 1; c < e->active; c++)
      for (int s = 0; s < side; s++)
        across[s] += row_of(e->injection + (i * e->sources + c) * tile_size, s);
    for (ptrdiff_t k = 0; k < i; k++) {
      const double *tile = e->admittance + lower(i, k);
      lanes down = *(lanes *)(diagonal + k * side);
      for (int s = 0; s < side; s++) {
        across[s] -= row_of(tile, s);
        down -= row_of(tile, s);
      }
      *(lanes *)(diagonal + k * side) = down;
    }
    const double *tile = e->admittance + lower(i, i);
    for (int s = 0; s < side; s++) {
      double sum = sum_of(across[s]);
      for (int j = 0; j < side; j++)
        if (j != s) sum -= tile[j < s ? s * side + j : j * side + s];
      diagonal[i * side + s] = sum;
    }
  }
}

INLINE void factors_of(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns,
                       const assay_resistances *resistances, const double *cells, double *work,
                       double *factors) {
  elimination e;
  // One column of J is enough: the sum over all drivers, which the diagonal of Y is made from.
  memset(work, 0, sizeof(double) * (size_t)layout(&e, columns, 1, work));
  e.active = 1;
  double *q = e.line + 3 * e.columns * side;
  const ptrdiff_t size = lower(e.columns, 0);
  const row_factors f = factors_at(rows, columns, factors);
  for (ptrdiff_t row = 0; row < rows; row++) {
    add_word_line(&e, columns, resistances->driver, resistances->row_segment,
                  cells + row * columns, q);
    for (ptrdiff_t j = 0; j < columns; j++) {
      e.injection[j / side * tile_size + j % side * side] += q[j];
      // add_word_line leaves what a solve of the line needs.
      f.beyond[row * columns + j] = cells[row * columns + j] + e.line[j];
      f.step[row * columns + j] = j < columns - 1 ? e.line[e.columns * side + j] : 0;
    }
    const double r = row == rows - 1 ? resistances->sense : resistances->column_segment;
    if (r == 0 && row < rows - 1) continue;
    if (r != 0) pass_series(R, V, &e, r);
    const double scale = r != 0 ? r : 1;
    double *mutual = f.mutual + row * size;
    for (ptrdiff_t i = 0; i < size; i += side)
      *(lanes *)(mutual + i) = -scale * *(lanes *)(e.admittance + i);
    for (ptrdiff_t k = 0; k < e.columns; k++) {
      double *tile = mutual + lower(k, k);
      for (int i = 0; i < side; i++) {
        tile[i * side + i] = 0;
        for (int j = i + 1; j < side; j++) tile[i * side + j] = tile[j * side + i];
      }
    }
    const ptrdiff_t width = e.columns * side;
    double *lost = f.lost + row * width;
    memcpy(f.kept + row * width, e.kept, sizeof(double) * (size_t)width);
    complete_diagonal(&e, lost);
    for (ptrdiff_t j = 0; j < width; j++) lost[j] *= scale;
  }
}

FOR_TARGETS(conductance_for, conductance,
            (ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r, const double *cells,
             double *work, double *result),
            (rows, columns, r, cells, work, result))

void assay_equivalent_conductance(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                                  const double *cells, double *work, double *result) {
  RUN_TARGET(conductance_for, (rows, columns, r, cells, work, result));
}

FOR_TARGETS(factors_for, factors_of,
            (ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r, const double *cells,
             double *work, double *factors),
            (rows, columns, r, cells, work, factors))

void assay_factor_array(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                        const double *cells, double *work, double *factors) {
  RUN_TARGET(factors_for, (rows, columns, r, cells, work, factors));
}
