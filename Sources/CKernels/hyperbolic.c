#include <math.h>

#include "CKernels.h"
#include "exponential.h"
#include "targets.h"

// With e = e^x − 1, sinh x = (e + e / (e + 1)) / 2: two numbers of one sign, where (e^x − e^−x) / 2
// cancels for small x. To two units in the last place for every x, with no table and no branch.
INLINE lanes sinh_of(const lanes given) {
  const lanes magnitude = magnitude_of(given);
  // Beyond this e^x is about to overflow; so is the current of a cell.
  const masks overflows = magnitude > 709.0;
  const lanes z = choose(overflows, all(1), magnitude);

  const exponential of = exponential_of(z);
  // e^z − 1 = 2^k (e^r − 1) + (2^k − 1), of which the second is exact or, beyond 2⁵³, loses a 1 that no
  // digit of the sum holds.
  const lanes e = of.power * of.rest + (of.power - 1);
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
