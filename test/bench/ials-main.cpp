// Runs the native reference on a matrix in a file: rows, columns, entries, then indptr, indices, item indptr, item
// indices, all 32 bits; writes user and item factors and prints the seconds on the clock and of the processor.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <vector>
extern "C" void ials(int, int, const int *, const int *, const float *, const int *, const int *, const float *, int,
                     float, float, float, int, int, int, float *, float *);

static std::vector<int> read_ints(FILE *file, size_t count) {
  std::vector<int> values(count);
  if (fread(values.data(), 4, count, file) != count) exit(2);
  return values;
}

int main(int, char **argument) {
  FILE *in = fopen(argument[1], "rb");
  if (!in) return 2;
  std::vector<int> size = read_ints(in, 3);
  int rows = size[0], columns = size[1], entries = size[2];
  std::vector<int> up = read_ints(in, rows + 1), ui = read_ints(in, entries);
  std::vector<int> ip = read_ints(in, columns + 1), ii = read_ints(in, entries);
  fclose(in);
  std::vector<float> ones(entries, 1);
  int factors = atoi(argument[3]), iterations = atoi(argument[7]);
  std::vector<float> users((size_t)rows * factors), items((size_t)columns * factors);
  clock_t processor = clock();
  auto start = std::chrono::steady_clock::now();
  ials(rows, columns, up.data(), ui.data(), ones.data(), ip.data(), ii.data(), ones.data(), factors, atof(argument[4]),
       atof(argument[5]), atof(argument[6]), iterations, 3, 1, users.data(), items.data());
  double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  printf("%f %f\n", wall, double(clock() - processor) / CLOCKS_PER_SEC);
  FILE *out = fopen(argument[2], "wb");
  if (!out) return 2;
  fwrite(users.data(), 4, users.size(), out);
  fwrite(items.data(), 4, items.size(), out);
  fclose(out);
}
