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

/// The same for levels at equal distances, `inverse` of them a volt; `slack` in parts of a distance.
ptrdiff_t assay_even_level_codes(ptrdiff_t count, const double *v, double low, double inverse,
                                 ptrdiff_t levels, double slack, int32_t *codes);

/// The pieces of equal width that voltages lie in, `inverse` of them a volt, and the places inside,
/// from 0 to 1; 0 V is at the start of piece number `zero`; voltages up to `slack` pieces beyond the ends count as the ends.
/// Returns the number of the first voltage that lies beyond, or −1.
ptrdiff_t assay_spline_places(ptrdiff_t count, const double *v, double zero, double inverse,
                              ptrdiff_t pieces, double slack, int32_t *codes, double *places);

/// The values of functions at codes, four functions a group: the first one in double precision, the others
/// behind each other in `rest`, 4 groups − 1 of them. `table` has for every code, group and term the numbers
/// of the four functions: one term, their values, or four, the coefficients of cubic polynomials in
/// place(i) from the constant on.
void assay_row_functions(ptrdiff_t count, ptrdiff_t groups, ptrdiff_t terms, const int32_t *codes,
                         const double *places, const double *table, double *first, float *rest);
