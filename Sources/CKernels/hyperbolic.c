#include <math.h>

#include "CKernels.h"
#include "targets.h"
#include "tiles.h"

// With e = e^x − 1, sinh x = (e + e / (e + 1)) / 2: two numbers of one sign, where (e^x − e^−x) / 2
// cancels for small x. To two units in the last place for every x, with no table and no branch.
INLINE lanes sinh_of(const lanes given) {
  const lanes magnitude = magnitude_of(given);
  // Beyond this e^x is about to overflow; so is the current of a cell.
  const masks overflows = magnitude > 709.0;
  const lanes z = choose(overflows, all(1), magnitude);

  // Adding 1.5 · 2⁵² rounds to an integer, which is then in the lowest bits of the sum, too.
  // z = k ln 2 + r and |r| ≤ ln 2 / 2, with ln 2 in two parts of which the first has zeros to spare for k.
  const lanes shifted = z * 0x1.71547652b82fep0 + 0x1.8p52;
  const lanes k = shifted - 0x1.8p52;
  const lanes r = (z - k * 0x1.62e42feep-1) - k * 0x1.a39ef35793c76p-33;
  // e^r − 1 by its series, whose next term is below 2e-17 of it.
  lanes p = r * (1.0 / 6227020800) + 1.0 / 479001600;
  p = p * r + 1.0 / 39916800;
  p = p * r + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * (r * r) + r;
  // 2^k by its exponent bits. e^z − 1 = 2^k (e^r − 1) + (2^k − 1), of which the second is exact or,
  // beyond 2⁵³, loses a 1 that no digit of the sum holds.
  const lanes power = (lanes)(((masks)shifted << 52) + (masks)all(1));
  const lanes e = power * p + (power - 1);
  // The sign is taken from the argument, so that the function is odd to the last bit, −0 included.
  const lanes result = choose(overflows, all(INFINITY), 0.5 * (e + e / (e + 1)));
  return (lanes)((masks)result | ((masks)given & (masks)all(-0.0)));
}

// Cells one after the other: what a processor finds to do at once are the series of several of them.
INLINE void sinh_currents(const int R, const int V, ptrdiff_t cells, ptrdiff_t groups,
                          double voltage, const double *conductances, double *values) {
  (void)R, (void)V;
  for (ptrdiff_t cell = 0; cell < cells; cell++) {
    const double scale = conductances[cell] * voltage;
    for (ptrdiff_t place = cell * groups; place < (cell + 1) * groups; place++)
      set_row(values, place, scale * sinh_of(row_of(values, place) / voltage));
  }
}

FOR_TARGETS(sinh_currents_for, sinh_currents,
            (ptrdiff_t cells, ptrdiff_t groups, double voltage, const double *conductances,
             double *values),
            (cells, groups, voltage, conductances, values))

void assay_sinh_currents(ptrdiff_t cells, ptrdiff_t groups, double voltage,
                         const double *conductances, double *values) {
  RUN_TARGET(sinh_currents_for, (cells, groups, voltage, conductances, values));
}
