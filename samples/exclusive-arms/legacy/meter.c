#include <stdio.h>

int main(void) {
  puts("230 V");
  return 0;
}
