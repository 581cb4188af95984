console.log('maps');
