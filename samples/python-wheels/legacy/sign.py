import sys

from Crypto.Hash import SHA256

print(SHA256.new(sys.stdin.buffer.read()).hexdigest())
