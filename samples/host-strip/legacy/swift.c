#include <stdio.h>

int main(void) {
  puts("swift");
  return 0;
}
