/* Reads a 16- or 24-bit PCM WAV or RF64 file and measures it with libebur128: integrated loudness, range, true peak,
   with momentary and short-term polled every 100 ms, channel weights mapped explicitly. Facts of the library's public
   interface only. Built by benchmarks/contenders.py with the system's compiler. */
#include <ebur128.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t u32(const unsigned char *p) { return p[0] | p[1] << 8 | p[2] << 16 | (uint32_t)p[3] << 24; }

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  const int with_peak = strcmp(argv[2], "peak") == 0;
  FILE *f = fopen(argv[1], "rb");
  unsigned char head[65536];
  if (!f || fread(head, 1, 12, f) != 12) return 3;
  unsigned channels = 0, bits = 0;
  unsigned long rate = 0;
  for (;;) {
    unsigned char c[8];
    if (fread(c, 1, 8, f) != 8) return 3;
    uint32_t size = u32(c + 4);
    if (!memcmp(c, "data", 4)) break;
    if (size > sizeof head || fread(head, 1, size + (size & 1), f) != size + (size & 1)) return 3;
    if (!memcmp(c, "fmt ", 4)) {
      channels = head[2] | head[3] << 8;
      rate = u32(head + 4);
      bits = head[14] | head[15] << 8;
    }
  }
  ebur128_state *s = ebur128_init(channels, rate,
                                  EBUR128_MODE_I | EBUR128_MODE_LRA | EBUR128_MODE_S | EBUR128_MODE_M |
                                      (with_peak ? EBUR128_MODE_TRUE_PEAK : 0));
  if (channels == 6) {
    int map[6] = {EBUR128_LEFT, EBUR128_RIGHT, EBUR128_CENTER, EBUR128_UNUSED, EBUR128_Mp110, EBUR128_Mm110};
    for (unsigned i = 0; i < 6; i++) ebur128_set_channel(s, i, map[i]);
  } else if (channels == 12) { /* L R C LFE Lss Rss Lrs Rrs and four heights */
    int map[12] = {EBUR128_LEFT,  EBUR128_RIGHT, EBUR128_CENTER, EBUR128_UNUSED, EBUR128_Mp090, EBUR128_Mm090,
                   EBUR128_Mp135, EBUR128_Mm135, EBUR128_Up045,  EBUR128_Um045,  EBUR128_Up135, EBUR128_Um135};
    for (unsigned i = 0; i < 12; i++) ebur128_set_channel(s, i, map[i]);
  }
  const size_t frames = rate / 10, width = bits / 8;
  unsigned char *raw = malloc(frames * channels * width);
  float *x = malloc(frames * channels * sizeof *x);
  double m = -HUGE_VAL, st = -HUGE_VAL, v;
  size_t n;
  while ((n = fread(raw, channels * width, frames, f)) > 0) {
    for (size_t i = 0; i < n * channels; i++) {
      const unsigned char *p = raw + i * width;
      int32_t word = width == 3 ? (int32_t)((uint32_t)p[0] << 8 | p[1] << 16 | (uint32_t)p[2] << 24)
                                : (int32_t)((uint32_t)p[0] << 16 | (uint32_t)p[1] << 24);
      x[i] = (float)(word / 2147483648.0);
    }
    ebur128_add_frames_float(s, x, n);
    if (!ebur128_loudness_momentary(s, &v) && v > m) m = v;
    if (!ebur128_loudness_shortterm(s, &v) && v > st) st = v;
  }
  double integrated, range, peak = 0;
  ebur128_loudness_global(s, &integrated);
  ebur128_loudness_range(s, &range);
  if (with_peak)
    for (unsigned i = 0; i < channels; i++) {
      double p;
      ebur128_true_peak(s, i, &p);
      if (p > peak) peak = p;
    }
  printf("I %.6f\nLRA %.4f\nM %.4f\nS %.4f\n", integrated, range, m, st);
  if (with_peak) printf("TP %.4f\n", 20 * log10(peak));
  return 0;
}
