// The React application routes in the browser: a path that names no file is a page of it, and index.html draws it.
// Runs on viewer requests of the default behaviour only, so the API and the media never see it.
function handler(event) {
    const request = event.request;
    if (isPage(request.uri)) {
        request.uri = '/index.html';
    }
    return request;
}

function isPage(uri) {
    // Files below /.well-known/ are read by machines and often have no extension (RFC 8615).
    if (uri.startsWith('/.well-known/')) {
        return false;
    }
    // S3 takes %2F for a slash, so what follows it is the file's name.
    const segments = uri.replace(/%2f/gi, '/').split('/');
    return !segments[segments.length - 1].includes('.');
}
