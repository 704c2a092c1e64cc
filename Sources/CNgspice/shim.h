#pragma once
// NG_BOOL is bool, which sharedspice.h does not declare by itself.
#include <stdbool.h>
#include <ngspice/sharedspice.h>
