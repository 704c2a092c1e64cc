#include "CKernels.h"
#include "targets.h"
#include "row_factors.h"
#include "tiles.h"

// The elimination of an array from the top row down.
//
// Goals, in order of priority:
// 1. every element exact to a small multiple of rounding, however far apart conductances and
//    resistances lie and whichever of them are 0: only numbers of one sign are ever added;
// 2. half of the symmetric Y, and memory for one row's network, whatever the number of rows;
// 3. the speed of a matrix product: (m n³ + m² n²)/2 multiplications for m rows and n columns, in
//    tiles of 8 × 8 that stay in registers.
//
// With the drivers at V and the bit-line nodes of a row at v, the rows so far drive the current
// i = J V − Y v down the bit lines. Behind a resistance r in every one of them the nodes are at v',
// v = v' + r i, so that (1 + r Y) i = J V − Y v':
//
//     Y' = (1 + r Y)⁻¹ Y        J' = (1 + r Y)⁻¹ J
//
// which is regular at r = 0, and needs no 1/r, in which a small r would drown all conductances. The
// inverse is never formed. Resistances enter one column k at a time, which is the same formula for a
// matrix r that has one element:
//
//     Y(i,j) ← Y(i,j) − r Y(i,k) Y'(k,j)       Y'(k,j) = Y(k,j) / (1 + r Y(k,k))

// Eight word lines side by side.
typedef struct {
  double *cells;      // the conductance of every cell
  double *beyond;     // the admittance to the right of every node, its own cell included
  double *step;       // the part of a node's voltage that reaches the next node
  double *start;      // the part of a bit line's voltage that its word-line node takes
  double *injection;  // the current into every bit-line node per volt of the driver
  double *transfer;   // workspace for one line
} word_lines;

// What the rows so far look like from the bit-line nodes of a row: their admittance Y, of which the
// diagonal is never kept, and the short-circuit currents J, one column per volt of a driver.
//
// Every element of J is positive and every element of Y off its diagonal negative. For i, j ≠ k the
// update above therefore adds numbers of one sign. On the diagonal it would subtract: there
// Y(k,k) = Σ J(k,·) + Σ |Y(k,j)| is formed in its place, again of one sign, when it is needed. It
// holds because currents leave the bit lines through the drivers alone: with all drivers and all
// bit lines at one volt nothing flows, and the rows of Y and J have equal sums. (For Markov chains
// this is the algorithm of Grassmann, Taksar and Heyman, Oper. Res. 33, 1985.) So all elements come
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
  word_lines lines;
  lanes counted;  // 1 for the columns of J that make the diagonal of Y, in every tile
} elimination;

enum { largest_panel = 4 };

static ptrdiff_t layout(elimination *e, ptrdiff_t columns, ptrdiff_t sources, double *work) {
  e->columns = tiles_of(columns);
  e->sources = tiles_of(sources);
  e->active = 0;
  e->counted = all(1);
  double *end = work;
  e->admittance = end, end += lower(e->columns, 0);
  e->injection = end, end += e->columns * e->sources * tile_size;
  e->before = end, end += largest_panel * e->columns * tile_size;
  e->after = end, end += largest_panel * (e->columns + e->sources) * tile_size;
  e->kept = end, end += e->columns * side;
  const ptrdiff_t line = e->columns * tile_size;
  e->lines.cells = end, end += line;
  e->lines.beyond = end, end += line;
  e->lines.step = end, end += line;
  e->lines.start = end, end += line;
  e->lines.injection = end, end += line;
  e->lines.transfer = end, end += e->columns * side;
  return end - work;
}

ptrdiff_t assay_elimination_size(ptrdiff_t rows, ptrdiff_t columns) {
  elimination e;
  return layout(&e, columns, rows, 0);
}

// The sweeps of up to eight word lines with cell conductances d, rows × n, a lane for each.
//
// With the bit lines grounded a word line is a ladder. From the right, b(j) is the admittance of node
// j with all beyond it, and s(j) the part of its voltage that reaches the next:
//
//     b(j) = d(j) + s(j) b(j + 1)        s(j − 1) = 1 / (1 + r b(j))
//
// From the left, x(j) is the impedance of everything before node j with the driver grounded:
//
//     x(0) = R_d        x(j + 1) = r + x(j) / (1 + x(j) d(j))
//
// so that the node itself has the impedance z(j) = x(j) / (1 + x(j) b(j)). All of these are sums,
// products and quotients of positive numbers, and no resistance is divided by.
INLINE void sweep_word_lines(const elimination *e, ptrdiff_t rows, ptrdiff_t n, double driver,
                             double segment, const double *d) {
  const word_lines w = e->lines;
  if (rows < side) memset(w.cells, 0, sizeof(double) * (size_t)(n * side));
  for (ptrdiff_t v = 0; v < rows; v++)
    for (ptrdiff_t j = 0; j < n; j++) w.cells[j * side + v] = d[v * n + j];
  lanes right = all(0);
  for (ptrdiff_t j = n - 1; j >= 0; j--) {
    const lanes whole = row_of(w.cells, j) + right;
    set_row(w.beyond, j, whole);
    if (j == 0) break;
    const lanes step = 1 / (1 + segment * whole);
    set_row(w.step, j - 1, step);
    right = whole * step;
  }
  // A volt at the driver makes 1 / (1 + R_d b(0)) at the first node, and s(0) … s(j − 1) of that at j.
  lanes reach = 1 / (1 + driver * row_of(w.beyond, 0)), source = all(driver);
  for (ptrdiff_t j = 0; j < n; j++) {
    const lanes own = row_of(w.cells, j);
    set_row(w.injection, j, own * reach);
    // The impedance of the node with the driver grounded, times the cell.
    set_row(w.start, j, own * (source / (1 + source * row_of(w.beyond, j))));
    if (j == n - 1) break;
    reach *= row_of(w.step, j);
    source = segment + source / (1 + source * own);
  }
}

// Adds the word line in one lane of the sweeps to the admittance.
//
// A volt at bit-line node j drives d(j) z(j) volts at its word-line node, which go on to node l > j
// by s(j) … s(l − 1) and through d(l) into bit line l:
//
//     K(j,l) = −d(j) z(j) s(j) … s(l − 1) d(l)
//
// One pass over the nodes l carries the product t(j) = d(j) z(j) s(j) … s(l − 1) of every j along:
// two multiplications an element, where K as an inverse would take n. The diagonal is not wanted.
INLINE void add_word_line(const elimination *e, ptrdiff_t lane, ptrdiff_t n) {
  const word_lines w = e->lines;
  // The current into a node per volt at every bit-line node before it, without the node's cell.
  double *transfer = w.transfer;
  for (ptrdiff_t i = 0; i < e->columns; i++) {
    const ptrdiff_t first = i * side, count = n - first < side ? n - first : side;
    double passed[side], cell[side];
    for (ptrdiff_t l = 0; l < side; l++) {
      passed[l] = l < count && first + l > 0 ? w.step[(first + l - 1) * side + lane] : 0;
      cell[l] = l < count ? w.cells[(first + l) * side + lane] : 0;
    }
    double *tile = e->admittance + lower(i, 0);
    for (ptrdiff_t k = 0; k < i; k++, tile += tile_size) {
      lanes t = row_of(transfer, k);
      for (int l = 0; l < side; l++) {
        t *= passed[l];
        set_row(tile, l, row_of(tile, l) - t * cell[l]);
      }
      set_row(transfer, k, t);
    }
    lanes t = all(0);
    for (int l = 0; l < count; l++) {
      t *= passed[l];
      set_row(tile, l, row_of(tile, l) - t * cell[l]);
      t[l] = w.start[(first + l) * side + lane];
    }
    set_row(transfer, i, t);
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
//
// `elsewhere` is Σ J + Σ |Y| over the other columns. As a sum of elements it passes the resistances
// as any column does, so that the diagonal can be formed at every step from it and the tile alone.
// The factor starts as the unit matrix, which becomes (1 + r Y)⁻¹ by the same row operations (Gauss
// and Jordan); its elements are positive.
INLINE void pass_tile(double r, double *tile, lanes elsewhere, double *factor) {
  lanes y[side], f[side];
  for (int s = 0; s < side; s++) {
    y[s] = row_of(tile, s);
    f[s] = all(0);
    f[s][s] = 1;
  }
  // Two columns at a time, since one waits for the other's sum, division and product.
#pragma clang loop unroll(full)
  for (int s = 0; s < side; s += 2) {
    const double mutual = -y[s][s + 1];
    y[s][s] = y[s][s + 1] = y[s + 1][s + 1] = y[s + 1][s] = 0;
    // 1 + r Y of the two is [a + m, −m; −m, b + m], with m = r |Y(s, s + 1)| and a, b − 1 the rest
    // of their diagonals: what each carries elsewhere, to ground or to other columns of the tile.
    const double a = 1 + r * (elsewhere[s] - sum_of(y[s]));
    const double b = 1 + r * (elsewhere[s + 1] - sum_of(y[s + 1]));
    const double m = r * mutual;
    // Its determinant is a b + m (a + b), where (a + m)(b + m) − m² would cancel between columns that
    // are joined far better than they are grounded.
    const double inverse = 1 / (a * b + m * (a + b));
    const double own = (b + m) * inverse, other = (a + m) * inverse, across = m * inverse;
    // The two rows behind their resistances: the inverse times the rows before them.
    const lanes u = y[s], v = y[s + 1], g = f[s], h = f[s + 1];
    const lanes p = own * u + across * v, q = across * u + other * v;
    const lanes x = own * g + across * h, z = across * g + other * h;
    const double e0 = elsewhere[s], e1 = elsewhere[s + 1];
    const double n0 = own * e0 + across * e1, n1 = across * e0 + other * e1;
#pragma clang loop unroll(full)
    for (int t = 0; t < side; t++) {
      if (t == s || t == s + 1) continue;
      // Y(t,·) − r Y(t,s) Y'(s,·), with Y(t,s) = Y(s,t): both factors of either product are negative
      // off the diagonal, so that Y(t,·) grows in magnitude and the factor's row in value.
      const double c = r * u[t], d = r * v[t];
      y[t] -= c * p + d * q;
      f[t] -= c * x + d * z;
      // By symmetry; Y(t,s) − r Y(t,s) Y'(s,s) would cancel.
      y[t][s] = p[t];
      y[t][s + 1] = q[t];
    }
    elsewhere -= r * (u * n0 + v * n1);
    elsewhere[s] = n0;
    elsewhere[s + 1] = n1;
    y[s] = p;
    y[s + 1] = q;
    f[s] = x;
    f[s + 1] = z;
    // Y' between the two; what stands on the diagonal is made from the sums when it is needed.
    y[s][s + 1] = y[s + 1][s] = -mutual * inverse;
  }
  for (int s = 0; s < side; s++) {
    set_row(tile, s, y[s]);
    set_row(factor, s, f[s]);
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
//
// For the columns P of the panel and all others Q, the update by single columns adds up to
//
//     [Y'(P,·) | J'(P,·)] = (1 + r Y(P,P))⁻¹ [Y(P,·) | J(P,·)]
//     Y(Q,·) ← Y(Q,·) − r Y(Q,P) Y'(P,·)
//
// The first line is done tile after tile, the second at once as one product of matrices: nearly all
// of the work, at 8 · panel multiplications for every element that is loaded and stored.
INLINE void pass_panel(const int R, const int V, elimination *e, ptrdiff_t first, ptrdiff_t panel,
                       double r) {
  const ptrdiff_t n = e->columns, width = n + e->sources, active = n + e->active;
  const ptrdiff_t a_step = n * tile_size, z_step = width * tile_size;
  // Whole rows of the panel, [Y | J] and r Y, out of the triangle that is kept.
  for (ptrdiff_t t = 0; t < panel; t++) {
    const ptrdiff_t k = first + t;
    double *z = e->after + t * z_step, *a = e->before + t * a_step;
    const double *row = e->admittance + lower(k, 0);
    for (ptrdiff_t i = 0; i < (k + 1) * side; i++) {
      const lanes y = row_of(row, i);
      set_row(z, i, y);
      set_row(a, i, r * y);
    }
    double *own = z + k * tile_size;
    for (int i = 0; i < side; i++)
      for (int j = i + 1; j < side; j++) own[i * side + j] = own[j * side + i];
    for (ptrdiff_t i = k + 1; i < n; i++) {
      double *across = z + i * tile_size;
      transpose(e->admittance + lower(i, k), across);
      for (int s = 0; s < side; s++) set_row(a + i * tile_size, s, r * row_of(across, s));
    }
    memcpy(z + n * tile_size, e->injection + k * e->sources * tile_size,
           sizeof(double) * (size_t)(e->active * tile_size));
  }

  // The panel's own resistances, eight columns at a time.
  for (ptrdiff_t t = 0; t < panel; t++) {
    const ptrdiff_t k = first + t;
    double *z = e->after + t * z_step;
    // Σ J + Σ |Y| without the tile itself, of one sign: Y is negative there.
    lanes sums[side];
    for (int i = 0; i < side; i++) sums[i] = all(0);
    for (ptrdiff_t c = 0; c < active; c++) {
      if (c == k) continue;
      for (int i = 0; i < side; i++)
        sums[i] = c < n ? sums[i] - row_of(z + c * tile_size, i)
                        : sums[i] + e->counted * row_of(z + c * tile_size, i);
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
      // The diagonal of (1 + r Y)⁻¹ = 1 − r Y' where a column has its resistance already: as the
      // update takes r Y(i,k) Y'(k,i) from Y'(i,i), r times that is added here, which is positive.
      if (u < t) {
        lanes kept = *(lanes *)(e->kept + (first + u) * side);
        for (int s = 0; s < side; s++) kept += r * row_of(a, s) * row_of(back, s);
        *(lanes *)(e->kept + (first + u) * side) = kept;
      }
    }
  }

  // All other rows of the triangle, once each: columns before the panel, columns past it, and J.
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

// All of J' at the sink: the current of a column per volt at a row. Only the columns of J that rows so
// far have filled are passed on, half of them on the average.
INLINE void conductance(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns,
                        const assay_resistances *resistances, const double *cells, double *work,
                        double *result) {
  elimination e;
  memset(work, 0, sizeof(double) * (size_t)layout(&e, columns, rows, work));
  for (ptrdiff_t row = 0; row < rows; row++) {
    const ptrdiff_t lane = row % side;
    if (lane == 0)
      sweep_word_lines(&e, rows - row < side ? rows - row : side, columns, resistances->driver,
                       resistances->row_segment, cells + row * columns);
    add_word_line(&e, lane, columns);
    e.active = row / side + 1;
    for (ptrdiff_t j = 0; j < columns; j++)
      e.injection[(j / side * e.sources + row / side) * tile_size + j % side * side + lane] =
          e.lines.injection[j * side + lane];
    const double r = row == rows - 1 ? resistances->sense : resistances->column_segment;
    if (r != 0) pass_series(R, V, &e, r);
  }
  for (ptrdiff_t row = 0; row < rows; row++)
    for (ptrdiff_t j = 0; j < columns; j++)
      result[row * columns + j] =
          e.injection[(j / side * e.sources + row / side) * tile_size + j % side * side +
                      row % side];
}

// The currents of a bundle of vectors: J V is kept in the place of J, one column a vector, since all
// operations act on it from the left. The diagonal of Y needs the sums of the rows of J, which are
// the currents for 1 V at every driver: the first vector, and the only column that counts.
INLINE void currents_of(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns,
                        const assay_resistances *resistances, const double *cells,
                        const double *inputs, double *work, double *currents) {
  elimination e;
  memset(work, 0, sizeof(double) * (size_t)layout(&e, columns, 1, work));
  e.active = 1;
  e.counted = (lanes){1};
  for (ptrdiff_t row = 0; row < rows; row++) {
    const ptrdiff_t lane = row % side;
    if (lane == 0)
      sweep_word_lines(&e, rows - row < side ? rows - row : side, columns, resistances->driver,
                       resistances->row_segment, cells + row * columns);
    add_word_line(&e, lane, columns);
    const lanes given = row_of(inputs, row);
    for (ptrdiff_t j = 0; j < columns; j++)
      set_row(e.injection, j, row_of(e.injection, j) + e.lines.injection[j * side + lane] * given);
    const double r = row == rows - 1 ? resistances->sense : resistances->column_segment;
    if (r != 0) pass_series(R, V, &e, r);
  }
  memcpy(currents, e.injection, sizeof(double) * (size_t)(columns * side));
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

// What a solve needs of every row: (1 + r Y)⁻¹ = 1 − r Y' below it, by its elements off the diagonal,
// r |Y'|, and either form of the diagonal: 1 − r Y'(k,k) where that is multiplied with a current that
// goes down, r Y'(k,k) where it is multiplied with a voltage that goes up. Each is made from positive
// numbers; one from the other would lose the digits of whichever is small.
INLINE void factors_of(const int R, const int V, ptrdiff_t rows, ptrdiff_t columns,
                       const assay_resistances *resistances, const double *cells, double *work,
                       double *factors) {
  elimination e;
  // One column of J is enough: the sum over all drivers, which the diagonal of Y is made from.
  memset(work, 0, sizeof(double) * (size_t)layout(&e, columns, 1, work));
  e.active = 1;
  const ptrdiff_t size = lower(e.columns, 0);
  const row_factors f = factors_at(rows, columns, factors);
  for (ptrdiff_t row = 0; row < rows; row++) {
    const ptrdiff_t lane = row % side;
    if (lane == 0)
      sweep_word_lines(&e, rows - row < side ? rows - row : side, columns, resistances->driver,
                       resistances->row_segment, cells + row * columns);
    add_word_line(&e, lane, columns);
    for (ptrdiff_t j = 0; j < columns; j++) {
      e.injection[j / side * tile_size + j % side * side] += e.lines.injection[j * side + lane];
      f.beyond[row * columns + j] = e.lines.beyond[j * side + lane];
      f.step[row * columns + j] = j < columns - 1 ? e.lines.step[j * side + lane] : 0;
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

FOR_TARGETS(currents_for, currents_of,
            (ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r, const double *cells,
             const double *inputs, double *work, double *currents),
            (rows, columns, r, cells, inputs, work, currents))

void assay_few_currents(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                        const double *cells, const double *inputs, double *work,
                        double *currents) {
  RUN_TARGET(currents_for, (rows, columns, r, cells, inputs, work, currents));
}

FOR_TARGETS(factors_for, factors_of,
            (ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r, const double *cells,
             double *work, double *factors),
            (rows, columns, r, cells, work, factors))

void assay_factor_array(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                        const double *cells, double *work, double *factors) {
  RUN_TARGET(factors_for, (rows, columns, r, cells, work, factors));
}
