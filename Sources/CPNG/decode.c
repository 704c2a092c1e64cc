#include "CPNG.h"

#include <png.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The simplified interface of libpng keeps setjmp inside the library.
int assay_png_decode(const uint8_t *bytes, size_t size, size_t max_pixels, uint8_t **pixels,
                     uint32_t *columns, uint32_t *rows, uint32_t *channels,
                     char message[200]) {
  png_image image;
  memset(&image, 0, sizeof image);
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&image, bytes, size)) {
    snprintf(message, 200, "%s", image.message);
    return -1;
  }
  if ((size_t)image.width * image.height > max_pixels || (image.format & PNG_FORMAT_FLAG_LINEAR)) {
    snprintf(message, 200, "%u x %u pixels of %s bits", image.width, image.height,
             (image.format & PNG_FORMAT_FLAG_LINEAR) ? "16" : "8");
    png_image_free(&image);
    return -1;
  }
  // Without alpha in the output libpng composes on the background it is given; keep the color.
  size_t kept = (image.format & PNG_FORMAT_FLAG_COLOR) ? 3 : 1;
  image.format = kept == 3 ? PNG_FORMAT_RGBA : PNG_FORMAT_GA;
  uint8_t *block = malloc(PNG_IMAGE_SIZE(image));
  if (!block || !png_image_finish_read(&image, NULL, block, 0, NULL)) {
    snprintf(message, 200, "%s", block ? image.message : "no memory");
    free(block);
    png_image_free(&image);
    return -1;
  }
  size_t count = (size_t)image.width * image.height;
  for (size_t pixel = 0; pixel < count; ++pixel) {
    memmove(block + kept * pixel, block + (kept + 1) * pixel, kept);
  }
  *columns = image.width;
  *rows = image.height;
  *channels = (uint32_t)kept;
  *pixels = block;
  return 0;
}
