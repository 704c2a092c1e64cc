#include <stdio.h>

#include "CJPEG.h"

#include <jpeglib.h>
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

// libjpeg reports a fatal error by a callback that must not return. Everything between setjmp and
// longjmp is therefore in C.
struct failure {
  struct jpeg_error_mgr base;
  jmp_buf target;
  char *message;
};

static void leave(j_common_ptr info) {
  struct failure *failure = (struct failure *)info->err;
  char text[JMSG_LENGTH_MAX];
  info->err->format_message(info, text);
  snprintf(failure->message, 200, "%s", text);
  longjmp(failure->target, 1);
}

static void refuse_warning(j_common_ptr info, int level) {
  if (level < 0) leave(info);
}

// a times b / 255, rounded.
static unsigned product(unsigned a, unsigned b) {
  unsigned sum = a * b + 128;
  return ((sum >> 8) + sum) >> 8;
}

// CMYK pixels become RGB in place, as Pillow converts them. Files hold the inks inverted, as
// Adobe's programs write them: 255 is no ink.
static void print_to_rgb(uint8_t *block, size_t count) {
  for (size_t pixel = 0; pixel < count; ++pixel) {
    const uint8_t *inks = block + 4 * pixel;
    unsigned paper = inks[3];
    unsigned cyan = 255 - inks[0], magenta = 255 - inks[1], yellow = 255 - inks[2];
    block[3 * pixel] = (uint8_t)(paper - product(cyan, paper));
    block[3 * pixel + 1] = (uint8_t)(paper - product(magenta, paper));
    block[3 * pixel + 2] = (uint8_t)(paper - product(yellow, paper));
  }
}

int assay_jpeg_decode(const uint8_t *bytes, size_t size, size_t max_pixels, uint8_t **pixels,
                      uint32_t *columns, uint32_t *rows, uint32_t *channels,
                      char message[200]) {
  struct jpeg_decompress_struct info;
  struct failure failure;
  uint8_t *volatile block = NULL;
  memset(&info, 0, sizeof info);
  info.err = jpeg_std_error(&failure.base);
  failure.base.error_exit = leave;
  failure.base.emit_message = refuse_warning;
  failure.message = message;
  if (setjmp(failure.target)) {
    jpeg_destroy_decompress(&info);
    free(block);
    return -1;
  }
  jpeg_create_decompress(&info);
  jpeg_mem_src(&info, bytes, size);
  jpeg_read_header(&info, TRUE);
  if ((size_t)info.image_width * info.image_height > max_pixels) {
    snprintf(message, 200, "%u x %u pixels", info.image_width, info.image_height);
    longjmp(failure.target, 1);
  }
  int is_print = info.jpeg_color_space == JCS_CMYK || info.jpeg_color_space == JCS_YCCK;
  info.out_color_space = info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE
                         : is_print                             ? JCS_CMYK
                                                                : JCS_RGB;
  jpeg_start_decompress(&info);
  size_t stride = (size_t)info.output_width * (size_t)info.output_components;
  block = malloc(stride * info.output_height);
  if (!block) {
    snprintf(message, 200, "no memory");
    longjmp(failure.target, 1);
  }
  while (info.output_scanline < info.output_height) {
    JSAMPROW row = block + stride * info.output_scanline;
    jpeg_read_scanlines(&info, &row, 1);
  }
  *columns = info.output_width;
  *rows = info.output_height;
  *channels = is_print ? 3 : (uint32_t)info.output_components;
  *pixels = block;
  if (is_print) print_to_rgb(block, (size_t)info.output_width * info.output_height);
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return 0;
}
