#pragma once
#include <stddef.h>

// The elimination of an array's wires, row after row; see EquivalentConductance in NodalAnalysis,
// and docs/nodal-solver.md for the derivation. All resistances may be 0.

/// The resistances around the cells of an array, in ohms.
typedef struct {
  double driver, row_segment, column_segment, sense;
} assay_resistances;

/// The doubles of workspace that the elimination of an array needs. The workspace must lie at a
/// multiple of 64 bytes.
ptrdiff_t assay_elimination_size(ptrdiff_t rows, ptrdiff_t columns);

/// result(i, j) = the current of column j per volt at the driver of row i, with cell conductances
/// rows × columns.
void assay_equivalent_conductance(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                                  const double *cells, double *work, double *result);

/// The column currents of seven vectors, at half the cost of the matrix. They are interleaved:
/// element i of vector v lies at 8 i + v, and the eighth, v = 0, must be 1 V at every driver.
void assay_few_currents(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                        const double *cells, const double *inputs, double *work, double *currents);

/// The doubles that the factors of an array take.
ptrdiff_t assay_factors_size(ptrdiff_t rows, ptrdiff_t columns);

/// The factors of an array for assay_solve_array: of every row the matrix (1 + r Y)⁻¹ and the sweep
/// of its word line. They must lie at a multiple of 64 bytes.
void assay_factor_array(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                        const double *cells, double *work, double *factors);

/// (1 + r Y)⁻¹ below a row that has a resistance r there, from the factors of an array: columns × columns
/// numbers in rows of ld, a multiple of 8, with zeros beyond the columns.
void assay_row_transfer(ptrdiff_t rows, ptrdiff_t columns, const double *factors, ptrdiff_t row,
                        double *transfer, ptrdiff_t ld);

/// How the column currents fall with the voltages that the columns are sensed against, in the same form.
void assay_sink_admittance(ptrdiff_t rows, ptrdiff_t columns, double sense, const double *factors,
                           double *admittance, ptrdiff_t ld);

/// The vectors that assay_solve_array solves at a time, interleaved: element i of vector v lies at
/// 8 i + v. A vector's result does not depend on the others, nor on its place.
enum { assay_bundle = 8 };

/// The doubles of workspace that assay_solve_array needs, at a multiple of 64 bytes.
ptrdiff_t assay_solve_size(ptrdiff_t rows, ptrdiff_t columns);

/// Solves an array for a bundle of vectors.
///
/// Beside every cell, rows × columns, lies a current source from its word line to its bit line, and
/// null means none. Inputs are rows driver voltages, grounds the voltages that the columns are sensed
/// against, and null means 0 V; word, bit and currents receive the voltages of the nodes and the
/// column currents.
void assay_solve_array(ptrdiff_t rows, ptrdiff_t columns, const assay_resistances *r,
                       const double *cells, const double *factors, const double *inputs,
                       const double *grounds, const double *sources, double *work, double *word,
                       double *bit, double *currents);

/// The changes of a chord step, vector by vector of a bundle: sources become currents − d word + h
/// bit for cells of slopes d and h, change the largest magnitude by which one of them changed, and
/// largest the largest magnitude of a current. Null for h means h = d, and the voltage word − bit is
/// formed first. A change that is no number is infinite, and largest NaN if a current is none.
void assay_update_sources(ptrdiff_t cells, const double *d, const double *h, const double *word,
                          const double *bit, const double *currents, double *sources,
                          double *change, double *largest);

/// The same step with every row's changes times a factor of its own.
///
/// What a row draws through its driver makes an error of the whole row, of which every step leaves about the
/// same part θ: with the changes times 1 / (1 − θ) hardly anything is left of it. At stage 0 nothing is known
/// and factors are 1; at stage 1 θ is the sum of a row's changes over that of the step before, taken as 0
/// beyond ±0.2; from stage 2 on the factors stay. Sums and factors take rows × 8 numbers, moves columns × 8.
void assay_relax_sources(ptrdiff_t rows, ptrdiff_t columns, int stage, const double *d,
                         const double *h, const double *word, const double *bit,
                         const double *currents, double *sources, double *sums, double *factors,
                         double *moves, double *change, double *largest);

/// The currents G V₀ sinh(V / V₀) of cells with conductances G, each at 8 · groups voltages V that the
/// currents replace; sinh to two units in the last place, infinite beyond ±709.
void assay_sinh_currents(ptrdiff_t cells, ptrdiff_t groups, double voltage,
                         const double *conductances, double *values);
