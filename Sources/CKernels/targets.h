#pragma once

// One source, several instruction sets: the loader picks the widest that the processor has.
#if defined(__x86_64__) && defined(__linux__) && defined(__has_attribute)
#if __has_attribute(target_clones)
#define ASSAY_CLONES __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#endif
#endif
#ifndef ASSAY_CLONES
#define ASSAY_CLONES
#endif
