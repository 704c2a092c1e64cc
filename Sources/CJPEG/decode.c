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
  info.out_color_space = info.jpeg_color_space == JCS_GRAYSCALE ? JCS_GRAYSCALE : JCS_RGB;
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
  *channels = (uint32_t)info.output_components;
  *pixels = block;
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return 0;
}
