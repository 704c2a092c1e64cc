#pragma once

// One source, several instruction sets: the loader picks the widest that the processor has.
#if defined(__x86_64__) && defined(__linux__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define ASSAY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#define ASSAY_TARGETS 1
#endif
#endif
#ifndef ASSAY_CLONES
#define ASSAY_CLONES
#endif

// The same for kernels whose shape follows the number of registers: the always inlined function
// `body` takes the rows and the vectors across that its innermost loop holds, then the arguments.
#define ARGUMENTS(...) __VA_ARGS__
#ifdef ASSAY_TARGETS
#define FOR_TARGETS(name, body, parameters, arguments)                         \
  __attribute__((target("arch=x86-64-v4"))) static void name##_v4 parameters { \
    body(8, 3, ARGUMENTS arguments);                                           \
  }                                                                            \
  __attribute__((target("arch=x86-64-v3"))) static void name##_v3 parameters { \
    body(4, 1, ARGUMENTS arguments);                                           \
  }                                                                            \
  static void name##_any parameters { body(2, 1, ARGUMENTS arguments); }
#define RUN_TARGET(name, arguments)                                   \
  do {                                                                \
    if (__builtin_cpu_supports("x86-64-v4")) name##_v4 arguments;      \
    else if (__builtin_cpu_supports("x86-64-v3")) name##_v3 arguments; \
    else name##_any arguments;                                        \
  } while (0)
#else
#define FOR_TARGETS(name, body, parameters, arguments) \
  static void name##_any parameters { body(4, 1, ARGUMENTS arguments); }
#define RUN_TARGET(name, arguments) name##_any arguments
#endif

// Without the wish for 512 bits clang halves the vectors, and what a block sums up spills out of the
// registers.
#define WIDE __attribute__((min_vector_width(512)))
