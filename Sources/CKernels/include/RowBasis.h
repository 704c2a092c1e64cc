#pragma once
#include <stddef.h>
#include <stdint.h>

// The functions of row voltages that a two-point model multiplies with its matrices. An element of
// a result depends on its own voltage alone, to the last bit.

/// The places of voltages in a table of levels: code(i) is the level within `slack` of v(i). Voltages
/// find their level through slots of equal width from `low` on, `inverse` of them a volt; a slot
/// without a level names one that no voltage of it is near. Returns the number of the first voltage
/// that is no level, or −1.
ptrdiff_t assay_level_codes(ptrdiff_t count, const double *v, double low, double inverse,
                            const int32_t *slots, ptrdiff_t slot_count, const double *levels,
                            double slack, int32_t *codes);

/// out(i) = table(code(i)).
void assay_level_values(ptrdiff_t count, const int32_t *codes, const double *table, double *out);

/// The pieces of equal width that voltages lie in, `inverse` of them a volt, and the places inside,
/// from 0 to 1; 0 V is at the start of piece number `zero`; voltages up to `slack` pieces beyond the ends count as the ends.
/// Returns the number of the first voltage that lies beyond, or −1.
ptrdiff_t assay_spline_places(ptrdiff_t count, const double *v, double zero, double inverse,
                              ptrdiff_t pieces, double slack, int32_t *codes, double *places);

/// out(i) = the cubic polynomial of piece code(i) at place(i); four coefficients a piece, from the
/// constant on.
void assay_spline_values(ptrdiff_t count, const int32_t *codes, const double *places,
                         const double *coefficients, double *out);

/// Σ a(i) b(i).
double assay_dot(ptrdiff_t count, const double *a, const double *b);

/// y(i) += a(i) x(i).
void assay_add_product(ptrdiff_t count, const double *a, const double *x, double *y);

/// The currents of columns whose shares and changes are known; see TwoPointTerms in CrossbarModels.
/// `p` are the numbers of the columns, `stride` apart: p₀ to p₃, then three for every moment; `rest`
/// is a part of the change per scalars(0); behind it are g h, t g and h of every moment.
void assay_two_point(ptrdiff_t columns, ptrdiff_t moments, const double *shares,
                     const double *changes, const double *p, ptrdiff_t stride, const double *rest,
                     const double *scalars, const double *base, double *currents);

/// The same for inputs of both signs: p₀ to p₂, then one for every moment; scalars as above without
/// the first.
void assay_two_point_pair(ptrdiff_t columns, ptrdiff_t moments, const double *shares,
                          const double *changes, const double *softenings, const double *p,
                          ptrdiff_t stride, const double *scalars, const double *base,
                          double *currents);
