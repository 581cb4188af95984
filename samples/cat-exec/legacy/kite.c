#include <stdio.h>

int main(void) {
  puts("kite");
  return 0;
}
