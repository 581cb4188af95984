module.exports = { version: '@VERSION@' };
