package com.acme.app;

class Helper {
    void assist() {}
}
