#include <stdio.h>

int main(void) {
  puts("wren");
  return 0;
}
