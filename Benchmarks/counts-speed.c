// How long converters that count take for a sum, beside a generator that is called for every sample.
//
// Built and run by Benchmarks/peers/counts.

#include "Counts.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { patches = 1024, columns = 64, sums = patches * columns, rounds = 20, repetitions = 10 };

static double seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

// xoshiro256+ (Blackman and Vigna, 2018), one uniform number a call.
static uint64_t state[4] = {1, 2, 3, 4};
static uint64_t rotated(uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
static double uniform(void) {
  const uint64_t result = state[0] + state[3], t = state[1] << 17;
  state[2] ^= state[0];
  state[3] ^= state[1];
  state[1] ^= state[2];
  state[0] ^= state[3];
  state[2] ^= t;
  state[3] = rotated(state[3], 45);
  return (double)(result >> 11) * 0x1p-53;
}

static void called(int samples, const float *shifts, const float *values, float *target) {
  for (int i = 0; i < sums; i++) {
    int count = 0;
    float p = 0;
    for (int n = 0; n < samples; n++) {
      // A common threshold has one probability.
      if (n == 0 || shifts[n] != shifts[n - 1]) p = 0.5f * (1 + tanhf(values[i] - shifts[n]));
      count += uniform() < p;
    }
    target[i] += (float)count;
  }
}

static float values[sums], target[sums];

int main(void) {
  float zero[columns] = {0}, one[columns], steps[assay_most_samples], shifts[assay_most_samples];
  for (int c = 0; c < columns; c++) one[c] = 1;
  for (int stepped = 0; stepped < 2; stepped++) {
    // About what networks are ranged to: z of common thresholds is narrow, of stepped ones wide.
    for (int i = 0; i < sums; i++) values[i] = (float)((stepped ? 16 : 2) * (2 * uniform() - 1));
    for (int samples = stepped ? 2 : 1; samples <= 16; samples *= 2) {
      // δ = 2cu/N at u = 8, c = 2.1.
      const float spacing = stepped ? 2 * 2.1f * 8 / (float)samples : 0;
      for (int n = 0; n < samples; n++) {
        shifts[n] = spacing * ((float)n - (float)(samples - 1) / 2);
        steps[n] = expf(2 * shifts[n]);
      }
      const assay_counter counter = {
          .samples = samples, .steps = steps, .shifts = shifts, .threshold = zero, .worth = one, .base = zero};
      double own = INFINITY, rival = INFINITY;
      for (int round = 0; round < rounds; round++) {
        const assay_draws draws = {0xee1cf5c96b08aa16, (uint64_t)round * sums, 1};
        double begun = seconds();
        for (int i = 0; i < repetitions; i++) assay_add_counts(&counter, &draws, patches, columns, values, target);
        own = fmin(own, (seconds() - begun) / repetitions);
        if (round % 4) continue;
        begun = seconds();
        called(samples, shifts, values, target);
        rival = fmin(rival, seconds() - begun);
      }
      // Other elements every time: the mean of all counts, in its standard deviations, and χ² of the counts of one z.
      double difference[2] = {0}, variance[2] = {0}, chi[2] = {0};
      double wanted[assay_most_samples + 1] = {1};
      const float z = 0.3f + (stepped ? shifts[samples / 2] : 0);
      for (int n = 0; n < samples; n++) {
        const double p = 0.5 * (1 + tanh(z - shifts[n]));
        for (int k = n + 1; k >= 0; k--) wanted[k] = wanted[k] * (1 - p) + (k ? wanted[k - 1] * p : 0);
      }
      for (int who = 0; who < 2; who++) {
        for (int i = 0; i < sums; i++) target[i] = 0;
        assay_draws draws = {0xee1cf5c96b08aa17, 0, patches};
        if (who == 0) assay_add_counts(&counter, &draws, patches, columns, values, target);
        else called(samples, shifts, values, target);
        for (int i = 0; i < sums; i++) {
          difference[who] += target[i];
          for (int n = 0; n < samples; n++) {
            const double p = 0.5 * (1 + tanh((double)values[i] - shifts[n]));
            difference[who] -= p;
            variance[who] += p * (1 - p);
          }
        }
        static float same[sums];
        double found[assay_most_samples + 1] = {0};
        for (int i = 0; i < sums; i++) same[i] = z, target[i] = 0;
        draws.element = 1u << 20;
        if (who == 0) assay_add_counts(&counter, &draws, patches, columns, same, target);
        else called(samples, shifts, same, target);
        for (int i = 0; i < sums; i++) found[(int)target[i]]++;
        // Counts that are expected less than five times are one class, as usual.
        double rare = 0, rareWanted = 0;
        int classes = 0;
        for (int k = 0; k <= samples; k++) {
          const double expected = sums * wanted[k];
          if (expected < 5) { rare += found[k]; rareWanted += expected; continue; }
          chi[who] += (found[k] - expected) * (found[k] - expected) / expected;
          classes++;
        }
        if (rareWanted >= 0.5) { chi[who] += (rare - rareWanted) * (rare - rareWanted) / rareWanted; classes++; }
        chi[who] /= classes > 1 ? classes - 1 : 1;
      }
      printf("%s %d %.3f %.3f %.2f %.2f %.2f %.2f\n", stepped ? "stepped" : "common", samples, own / sums * 1e9,
             rival / sums * 1e9, difference[0] / sqrt(variance[0]), chi[0], difference[1] / sqrt(variance[1]), chi[1]);
    }
  }
  return 0;
}
