#include <stdio.h>

int main(void) {
  puts("my app");
  return 0;
}
