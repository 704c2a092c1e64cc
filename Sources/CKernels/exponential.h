#pragma once
#include "tiles.h"

// e^z = 2^k e^r as 2^k and e^r − 1.
typedef struct {
  lanes power, rest;
} exponential;

// For |z| < 709.
INLINE exponential exponential_of(const lanes z) {
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
  // 2^k by its exponent bits.
  const lanes power = (lanes)(((masks)shifted << 52) + (masks)all(1));
  return (exponential){power, p};
}
