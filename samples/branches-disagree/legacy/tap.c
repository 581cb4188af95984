#include <stdio.h>

int main(void) {
  puts("drip");
  return 0;
}
