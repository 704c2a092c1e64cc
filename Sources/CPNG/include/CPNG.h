#pragma once
#include <stddef.h>
#include <stdint.h>

/// Decodes a PNG file in memory to gray or RGB, rows first, one or three bytes a pixel.
///
/// The bytes are those that are stored: colors are not converted, whatever the file says of its
/// gamma, primaries or profile; transparency is dropped; palettes give RGB; gray of 1, 2 or 4 bits
/// is spread to 0 to 255; of 16-bit color and gray with transparency the upper byte is taken.
///
/// Returns 0 and a block for free(), or -1 with a message: a broken file, more than max_pixels
/// pixels, 16-bit gray without transparency.
int assay_png_decode(const uint8_t *bytes, size_t size, size_t max_pixels, uint8_t **pixels,
                     uint32_t *columns, uint32_t *rows, uint32_t *channels,
                     char message[200]);
