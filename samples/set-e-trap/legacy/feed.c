#include <stdio.h>

int main(void) {
  puts("<rss/>");
  return 0;
}
