#pragma once
#include <stddef.h>
#include <stdint.h>

/// Decodes a JPEG file in memory to gray or RGB, rows first, one or three bytes a pixel; CMYK and
/// YCCK become RGB.
///
/// Returns 0 and a block for free(), or -1 with a message: a broken file, more than max_pixels
/// pixels, or a warning of the decoder, since a picture that is guessed in part is no test image.
int assay_jpeg_decode(const uint8_t *bytes, size_t size, size_t max_pixels, uint8_t **pixels,
                      uint32_t *columns, uint32_t *rows, uint32_t *channels,
                      char message[200]);
