#include "CPNG.h"

#include <png.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// libpng's simplified interface converts colors by gAMA, cHRM, sRGB and iCCP, which would change
// the stored bytes that networks are trained on. This reads them as they are; libpng reports errors
// by longjmp, so everything between is in C.
struct source {
  const uint8_t *bytes;
  size_t size;
  size_t place;
  char *message;
};

static void take(png_structp png, png_bytep target, size_t count) {
  struct source *source = png_get_io_ptr(png);
  if (count > source->size - source->place) png_error(png, "the file ends early");
  memcpy(target, source->bytes + source->place, count);
  source->place += count;
}

static void leave(png_structp png, png_const_charp text) {
  struct source *source = png_get_error_ptr(png);
  snprintf(source->message, 200, "%s", text);
  png_longjmp(png, 1);
}

// Warnings are about chunks that do not count here.
static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

int assay_png_decode(const uint8_t *bytes, size_t size, size_t max_pixels, uint8_t **pixels,
                     uint32_t *columns, uint32_t *rows, uint32_t *channels,
                     char message[200]) {
  struct source source = {bytes, size, 0, message};
  uint8_t *volatile block = NULL;
  png_bytep *volatile lines = NULL;
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &source, leave, ignore);
  png_infop info = png ? png_create_info_struct(png) : NULL;
  if (!info) {
    png_destroy_read_struct(&png, NULL, NULL);
    snprintf(message, 200, "no memory");
    return -1;
  }
  if (setjmp(png_jmpbuf(png))) {
    png_destroy_read_struct(&png, &info, NULL);
    free(block);
    free(lines);
    return -1;
  }
  png_set_read_fn(png, &source, take);
  // Only IHDR, PLTE, IDAT and IEND count: no colors are converted, no transparency is composed.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, (png_const_bytep) "tRNS", 1);
  png_read_info(png, info);
  uint32_t width = png_get_image_width(png, info);
  uint32_t height = png_get_image_height(png, info);
  int depth = png_get_bit_depth(png, info);
  int color = png_get_color_type(png, info);
  if ((size_t)width * height > max_pixels) {
    snprintf(message, 200, "%u x %u pixels", width, height);
    png_longjmp(png, 1);
  }
  if (color == PNG_COLOR_TYPE_GRAY && depth == 16) {
    snprintf(message, 200, "16-bit gray samples, of which readers make different bytes; "
                           "save the picture with 8 bits");
    png_longjmp(png, 1);
  }
  if (color == PNG_COLOR_TYPE_PALETTE) png_set_palette_to_rgb(png);
  if (color == PNG_COLOR_TYPE_GRAY && depth < 8) png_set_expand_gray_1_2_4_to_8(png);
  if (depth == 16) png_set_strip_16(png);
  if (color & PNG_COLOR_MASK_ALPHA) png_set_strip_alpha(png);
  png_set_interlace_handling(png);
  png_read_update_info(png, info);
  size_t kept = (color & PNG_COLOR_MASK_COLOR) ? 3 : 1;
  size_t stride = kept * width;
  if (png_get_rowbytes(png, info) != stride) png_error(png, "rows of an unexpected length");
  block = malloc(stride * height);
  lines = malloc(sizeof(png_bytep) * height);
  if (!block || !lines) png_error(png, "no memory");
  for (size_t row = 0; row < height; ++row) lines[row] = block + row * stride;
  png_read_image(png, lines);
  png_read_end(png, NULL);
  png_destroy_read_struct(&png, &info, NULL);
  free(lines);
  *columns = width;
  *rows = height;
  *channels = (uint32_t)kept;
  *pixels = block;
  return 0;
}
